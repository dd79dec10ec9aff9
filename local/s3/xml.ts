/** XML as S3 reads and writes it. */
import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import type * as z from 'zod';
import { S3Error } from './s3-error.ts';

/** Elements of request bodies that may stand more than once. */
const LISTS = ['Object', 'Part'];
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => LISTS.includes(name),
});
const builder = new XMLBuilder({ ignoreAttributes: false });

/** Reads a request's body. @throws S3Error `MalformedXML` when it is not what the schema says. */
export function parseXml<T>(text: string, schema: z.ZodType<T>): T {
  const { data } = schema.safeParse(parsed(text));
  if (data === undefined) throw new S3Error('MalformedXML', 'The XML of the request is not well formed.');
  return data;
}

function parsed(text: string): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    throw new S3Error('MalformedXML', `The XML of the request cannot be read: ${(error as Error).message}`);
  }
}

/** An answer: one element, whose content is an object; a list stands for an element that is repeated. */
export function toXml(root: string, content: object): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { '@_xmlns': NAMESPACE, ...content } })}`;
}

/** An error's body. S3 gives it no namespace. */
export function errorXml(error: S3Error, requestId: string): string {
  const content = { Code: error.code, Message: error.message, RequestId: requestId };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ Error: content })}`;
}
