/** Takes secrets out of what is logged: AWS and the SDK repeat parts of a signed request in some of their errors. */

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** Fields of errors that hold a session token, or a request as it was signed, which holds one. */
const SECRET_FIELDS =
  /^(?:authorization|token-\d+|session_?token|secret_?access_?key|aws_?access_?key_?id|x-amz-security-token|string_?to_?sign(?:_?bytes)?|canonical_?request(?:_?bytes)?|signature_?provided)$/i;

/** Secrets within a text: in the query of a signed URL, before its host, in a header, and our own bearer tokens. */
const SECRET_TEXTS = [
  /(?<=\bX-Amz-(?:Signature|Credential|Security-Token)\s*[=:]\s*)[^\s&"'<]+/gi,
  /(?<=\b(?:Signature|Credential)=)[^\s,&"'<]+/g,
  /(?<=\b[a-z][\w+.-]*:\/\/)[^\s/?#"'<>:@]*:[^\s/?#"'<>]*(?=@)/gi,
  /(?<=\bBearer )[\w.~+/=-]{16,}/gi,
  /\bpf_[A-Za-z0-9_-]{43}\b/g,
];

/** A replacer for `JSON.stringify`: a field's value, without what nobody should read in a log. */
export function redact(name: string, value: unknown): unknown {
  if (SECRET_FIELDS.test(name)) return REDACTED;
  return typeof value === 'string' ? redactText(value) : value;
}

function redactText(text: string): string {
  return SECRET_TEXTS.reduce((rest, secret) => rest.replace(secret, REDACTED), text);
}
