/** Tables of fields, from the schemas of the API's own description. */
import { html } from 'hono/html';

/** A part of a page, escaped. */
export type Html = ReturnType<typeof html>;

/** A JSON schema, as far as the page reads it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
}

/** Schemas by their names. */
export type Schemas = Readonly<Record<string, Schema>>;

/** One field of a table. */
export interface Field {
  name: string;
  type: string;
  description: string;
  required: boolean;
}

/** The schema that a reference names. */
export function resolve(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref === undefined) return schema;
  const found = schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`The description of the API has no ${schema.$ref}.`);
  return found;
}

/** The fields of a schema and of those within it; fields within fields are written `a.b`. */
export function fieldsOf(schema: Schema, schemas: Schemas, prefix = ''): Field[] {
  const { properties = {}, required = [], anyOf = [] } = resolve(schema, schemas);
  const own = Object.entries(properties).flatMap(([name, field]) => [
    { ...describe(field, schemas), name: `${prefix}${name}`, required: required.includes(name) },
    ...within(field, schemas, `${prefix}${name}`),
  ]);
  const all = [...own, ...anyOf.flatMap((choice) => fieldsOf(choice, schemas, prefix))];
  return [...new Map(all.map((field) => [field.name, field])).values()];
}

/** A table of fields. */
export function fieldTable(fields: readonly Field[], { showRequired = false } = {}): Html {
  const rows = fields.map(
    ({ name, type, description, required }) => html`<tr><td><code>${name}</code></td><td>${type}${
      showRequired && required ? ', required' : ''
    }</td><td>${description}</td></tr>
`,
  );
  return html`<div class="scroll"><table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

/** Options have a table of their own, and a list of tasks holds tasks: both would be repeated. */
function within(field: Schema, schemas: Schemas, name: string): Field[] {
  if (name === 'options' || name === 'tasks') return [];
  const inner = resolve(field, schemas);
  const list = inner.items !== undefined;
  return fieldsOf(inner.items ?? inner, schemas, `${name}${list ? '[]' : ''}.`);
}

function describe(field: Schema, schemas: Schemas): Pick<Field, 'type' | 'description'> {
  const schema = { ...resolve(field, schemas), ...field };
  return { type: typeText(schema), description: (schema.description ?? '').replaceAll('`', '') };
}

function typeText({
  type,
  format,
  enum: choices,
  const: only,
  minimum,
  maximum,
  default: preset,
}: Schema): string {
  const types = [type ?? []].flat();
  const base = choices?.length && choices.length < 10 ? choices.join(' | ') : types.join(' or ');
  const range = maximum !== undefined && maximum < 1e9 ? ` ${minimum ?? 0} to ${maximum}` : '';
  const fallback = preset === undefined ? '' : `, default ${preset}`;
  return `${only === undefined ? base : String(only)}${format === undefined ? '' : ` (${format})`}${range}${fallback}`;
}
