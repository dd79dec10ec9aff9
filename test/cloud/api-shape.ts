/** From a template's properties to what the API of AWS takes. */

/** What a template refers to: values by a resource's logical id, or by `AWS::Region` and its like. */
export type TemplateValues = Readonly<Record<string, string>>;

/**
 * Names as the API has them, `ReadOnly` as `readOnly`, and references resolved. What has no value given stays readable
 * as `<Resource.Attribute>`.
 */
export function apiShape(value: unknown, values: TemplateValues): unknown {
  if (Array.isArray(value)) return value.map((item) => apiShape(item, values));
  if (typeof value !== 'object' || value === null) return value;
  const [[key = '', inner] = [], ...others] = Object.entries(value);
  if (others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) return resolve(key, inner, values);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      (name[0]?.toLowerCase() ?? '') + name.slice(1),
      apiShape(item, values),
    ]),
  );
}

function resolve(intrinsic: string, argument: unknown, values: TemplateValues): string {
  const valueAt = (name: string) => values[name] ?? `<${name}>`;
  switch (intrinsic) {
    case 'Ref':
      return valueAt(String(argument));
    case 'Fn::GetAtt': {
      const [resource, attribute] = argument as [string, string];
      return valueAt(`${resource}.${attribute}`);
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => apiShape(part, values)).join(separator);
    }
    case 'Fn::Sub':
      return String(argument).replace(/\$\{([^}]+)\}/g, (_, name) => valueAt(name));
    default:
      throw new Error(`${intrinsic} is not resolved here.`);
  }
}
