/** The configuration as a table for people, made from its schema. */
import * as z from 'zod';
import { CONFIG_KEY, configSchema } from './config.ts';

type Schema = z.core.JSONSchema.BaseSchema;

/** A field of the configuration. */
interface Field {
  /** With the names of the objects around it: `job.vcpus`. */
  name: string;
  schema: Schema;
}

const INTRODUCTION = `# Configuration

<!-- Made by \`node infra/config/generate.ts\`; do not edit. -->

What is deployed is described by one object: \`${CONFIG_KEY}\` under \`context\` in \`cdk.json\`. Every field has a default,
unknown fields are refused, and a wrong value stops \`cdk synth\` and \`cdk deploy\` with the field's name.

\`\`\`json
{ "context": { "${CONFIG_KEY}": { "stage": "prod", "owners": ["main", "lab"], "compute": "gpu", "job": { "vcpus": 8 } } } }
\`\`\`

For a single deployment the whole object may also be given on the command line, in place of the one in the file:
\`npx cdk deploy -c ${CONFIG_KEY}='{"stage": "test", "keepData": false}'\`.

| Field | Values | Default | What it is |
|---|---|---|---|
`;

/** The page, as Markdown. */
export function configurationPage(): string {
  const rows = fieldsOf(z.toJSONSchema(configSchema, { io: 'input' })).map(row);
  return `${INTRODUCTION}${rows.join('\n')}\n`;
}

function fieldsOf({ properties = {} }: Schema, prefix = ''): Field[] {
  return Object.entries(properties).flatMap(([key, value]) => {
    const [name, schema] = [`${prefix}${key}`, value as Schema];
    return schema.type === 'object' ? fieldsOf(schema, `${name}.`) : { name, schema };
  });
}

function row({ name, schema }: Field): string {
  const { description = '', default: fallback } = schema;
  const cells = [`\`${name}\``, values(schema), fallback === undefined ? '' : code(fallback), description];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** What may stand there, in words. */
function values({ type, enum: names, anyOf, items, minimum, maximum, exclusiveMinimum }: Schema): string {
  if (names !== undefined) return names.map(code).join(', ');
  if (anyOf !== undefined) return anyOf.map((option) => code((option as Schema).const)).join(', ');
  if (type === 'array') return `list of ${(items as Schema).type === 'object' ? 'objects' : 'texts'}`;
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'string') return 'text';
  const kind = type === 'integer' ? 'whole number' : 'number';
  return exclusiveMinimum === undefined
    ? `${kind}, ${minimum} to ${maximum}`
    : `${kind} above ${exclusiveMinimum}`;
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
