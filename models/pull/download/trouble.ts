/** What can go wrong with a download, and whether another try may help. */
import { shownText } from './shown-address.ts';

/** A download that failed. The message completes a sentence: "ADDRESS …". */
export class DownloadTrouble extends Error {
  override readonly name = 'DownloadTrouble';
  /** Whether it comes and goes. */
  readonly isTransient: boolean;
  /** Whether the machine or the network is not there at all, or cannot be spoken to: other files are as far away. */
  readonly isUnreachable: boolean;
  /** Whether what is here of the file is of no use. */
  readonly isSpoilt: boolean;
  /** Milliseconds that the server wants to be left alone. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options: ErrorOptions & TroubleKind = {}) {
    super(message, options);
    this.isTransient = options.isTransient ?? false;
    this.isUnreachable = options.isUnreachable ?? false;
    this.isSpoilt = options.isSpoilt ?? false;
    this.retryAfter = options.retryAfter;
  }
}

/** What distinguishes a trouble, all false by default. */
type TroubleKind = Partial<
  Pick<DownloadTrouble, 'isTransient' | 'isUnreachable' | 'isSpoilt' | 'retryAfter'>
>;

/** Codes of a machine that is not there, or of a network that is not. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const SLOW = new Set(['UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']);
/** Of the certificate: these come again however often one tries. */
const CERTIFICATE = /CERT|UNABLE_TO_VERIFY|SELF_SIGNED/u;

/** Of TLS itself: the other side does not speak it, or not the same. */
const TLS = /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/u;

/**
 * What an error of a source means, be it a server, a bucket or a folder. Whatever it is, it is a matter of that source:
 * the file may be had from another.
 */
export function sourceTrouble(cause: unknown): DownloadTrouble {
  if (cause instanceof DownloadTrouble) return cause;
  const { code = '', message = '', syscall } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  if (UNREACHABLE.has(code)) {
    return new DownloadTrouble(`cannot be reached (${code})`, {
      cause,
      isTransient: true,
      isUnreachable: true,
    });
  }
  if (SLOW.has(code)) return new DownloadTrouble('stopped sending', { cause, isTransient: true });
  if (CERTIFICATE.test(code)) {
    return new DownloadTrouble(
      `has a certificate that is not trusted (${code}); behind a proxy that looks into traffic, name its ` +
        'certificate in NODE_EXTRA_CA_CERTS',
      { cause, isUnreachable: true },
    );
  }
  if (code.startsWith('UND_ERR') || code.startsWith('HPE_') || isOfSocket(code, syscall)) {
    return new DownloadTrouble(`broke off (${shownText(message || code)})`, { cause, isTransient: true });
  }
  if (TLS.test(code)) {
    const message = `cannot be read over TLS (${code}); look whether it should begin with http:`;
    return new DownloadTrouble(message, { cause, isUnreachable: true });
  }
  return new DownloadTrouble(`cannot be read (${shownText(code || message || String(cause))})`, { cause });
}

/** Sockets and files share some codes; only a socket's errors may be tried again. */
function isOfSocket(code: string, syscall = ''): boolean {
  const network = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT'].includes(code);
  return network || (code !== '' && /^(?:connect|getaddrinfo)/u.test(syscall));
}
