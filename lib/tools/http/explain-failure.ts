import { OutboundError } from "./outbound-error.ts";

/** TLS's ways of saying that a certificate proves nothing. */
const UNTRUSTED = /^(ERR_TLS_CERT|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/;
/** The parser's, the message framing's, and the decoders' ways of saying that what came makes no sense. */
const GARBLED =
  /^(HPE_|UND_ERR_(?!SOCKET|RES_CONTENT)|Z_DATA|Z_NEED|ERR_(?!STREAM|SSL)|ERR__?(BROTLI|ERROR|ZSTD)|ZSTD_)/;
const HEADERS_TOO_LARGE = /^(UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)$/;

/**
 * What a person is told about a connection that failed.
 * @param connected whether it stood before
 */
export function explainFailure(cause: unknown, host: string, connected: boolean): OutboundError {
  if (cause instanceof OutboundError) return cause;
  const code = codeOf(cause);
  if (UNTRUSTED.test(code)) {
    const message = `The certificate of ${host} does not prove that it is ${host} (${code}).`;
    return new OutboundError("untrusted", message, { cause });
  }
  if (code === "UND_ERR_INVALID_ARG") {
    return new OutboundError("bad_request", `What was to be sent to ${host} is no request.`, { cause });
  }
  if (!connected) {
    return new OutboundError("unreachable", `${host} could not be reached (${code || "no reason given"}).`, {
      cause,
    });
  }
  if (HEADERS_TOO_LARGE.test(code)) {
    return new OutboundError("too_large", `The headers of ${host}'s answer are too large.`, { cause });
  }
  if (GARBLED.test(code)) {
    const message = `${host} answered with something that cannot be read (${code}).`;
    return new OutboundError("bad_response", message, { cause });
  }
  return new OutboundError("broken_off", `The connection to ${host} broke off.`, { cause });
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  // The parser's own errors have none.
  return cause.name === "HTTPParserError" ? "HPE_INVALID" : "";
}
