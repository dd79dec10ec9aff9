/** Addresses as they may be shown, logged and recorded: without what only the server should know. */
import { REDACTED } from '../../../core/redact.ts';

/** A name and password, or a token, before the host. */
const USERINFO = /(?<=[a-z][\w+.-]*:\/\/)[^/?#\s]*@/giu;
/** Where one was meant and the address is none: what should be a port is no number. */
const NO_PORT = /(?<=[a-z][\w+.-]*:\/\/[^/?#:@[\s]*:)(?!\d*(?:[/?#\s]|$))[^/?#\s]+/giu;
/** Values of a query: keys, and signatures of signed addresses. */
const QUERY_VALUE = /(?<=[?&][^=&#\s]*=)[^&#\s"'<>)]+/gu;

/** An address without user, password, fragment and the values of its query; their names tell what is meant. */
export function shownAddress(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  return shown.href.replaceAll(QUERY_VALUE, REDACTED);
}

/** A text in which addresses may stand, such as a message of a library, without their secrets. */
export function shownText(text: string): string {
  return text
    .replaceAll(USERINFO, `${REDACTED}@`)
    .replaceAll(NO_PORT, REDACTED)
    .replaceAll(QUERY_VALUE, REDACTED);
}
