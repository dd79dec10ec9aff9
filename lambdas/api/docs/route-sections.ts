/** One section a route: its parameters, body, answer and errors. */
import { html } from 'hono/html';
import { ERRORS, type ErrorCode } from '../../../core/errors.ts';
import { type Field, fieldsOf, fieldTable, type Html, type Schema, type Schemas } from './schema-table.ts';

interface Content {
  description?: string;
  content?: Record<string, { schema?: Schema }>;
}

interface Operation {
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** A route of the API. */
export interface Route extends Operation {
  method: string;
  path: string;
}

/** All routes, in the order in which they were added. */
export function routesOf(paths: Record<string, Record<string, Operation>>): Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ ...operation, method, path })),
  );
}

/** The section of a route. */
export function routeSection(route: Route, schemas: Schemas): Html {
  const success = Object.keys(route.responses).find((status) => status.startsWith('2')) ?? '200';
  return html`<article>
<h3><span class="method ${route.method}">${route.method.toUpperCase()}</span><code>${route.path}</code></h3>
<p>${route.summary ?? ''}. ${(route.description ?? '').replaceAll('`', '')}</p>
${table('Parameters', parameterFields(route, schemas))}
${table('Body (application/json)', bodyFields(route.requestBody, schemas))}
${table(`Answer ${success}`, bodyFields(route.responses[success], schemas), false)}
<h4>Errors</h4>
<p>${errorCodes(route).map((code) => html`<a href="#${code}"><code>${code}</code></a> `)}</p>
</article>
`;
}

function parameterFields({ parameters = [] }: Route, schemas: Schemas): Field[] {
  const properties = Object.fromEntries(
    parameters.map(({ name, schema, description }) => [name, { ...schema, description: description ?? '' }]),
  );
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return fieldsOf({ properties, required }, schemas);
}

function bodyFields(part: Content | undefined, schemas: Schemas): Field[] {
  const schema = part?.content?.['application/json']?.schema;
  return schema === undefined ? [] : fieldsOf(schema, schemas);
}

function table(title: string, fields: readonly Field[], showRequired = true): Html | '' {
  return fields.length === 0 ? '' : html`<h4>${title}</h4>${fieldTable(fields, { showRequired })}`;
}

function errorCodes({ responses }: Route): ErrorCode[] {
  const text = Object.values(responses)
    .map(({ description = '' }) => description)
    .join(' ');
  return (Object.keys(ERRORS) as ErrorCode[]).filter((code) => text.includes(`\`${code}\``));
}
