/** The caps of one outbound request, redirects included. */
export type OutboundLimits = {
  /** From the look-up of a name to a connection that stands, for each address of the way. */
  connectMs: number;
  /** From there to the end of the answer's headers. */
  headersMs: number;
  /** From the call to the last byte; null for streams that are meant to stay open, which their signal ends. */
  totalMs: number | null;
  /** Of a body, unpacked; null likewise. */
  bodyBytes: number | null;
  headerBytes: number;
  redirects: number;
};

/** What a request has when its caller says nothing else. */
export const OUTBOUND_LIMITS: OutboundLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  totalMs: 60_000,
  bodyBytes: 10_000_000,
  headerBytes: 32_768,
  redirects: 5,
};

/** A number of bytes for a sentence: "10 MB". */
export function bytesText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${Math.ceil(bytes / 1_000_000)} MB`;
}
