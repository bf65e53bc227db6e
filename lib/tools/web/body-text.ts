/** Types whose bodies are text, besides `text/*`. */
const TEXTUAL =
  /^(text\/.+|application\/(.+\+)?(json|xml|yaml|javascript|x-ndjson|x-www-form-urlencoded|graphql|sql|toml))$/;

/** Where a page may say how it is encoded: HTML wants it in the first 1,024 bytes, some need more. */
const DECLARATION = 4_096;

/** A media type without its parameters, in lower case; "" when there is none. */
export function mediaTypeOf(contentType: string | null): string {
  return (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** Whether a body of this type is text. */
export function isTextual(mediaType: string): boolean {
  return TEXTUAL.test(mediaType);
}

/** Whether bytes of an unknown type look like text: no zero byte in the beginning. */
export function looksTextual(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, DECLARATION).includes(0);
}

/** Whether a body is a page: by its type, or by how it begins when the type says nothing. */
export function isHtml(mediaType: string, text: string): boolean {
  if (mediaType === "text/html" || mediaType === "application/xhtml+xml") return true;
  return (
    mediaType === "" &&
    /^\s*(<!--.{0,1000}?-->\s*)?<(!doctype\s+html|html|head|body)\b/is.test(text.slice(0, 2_000))
  );
}

/**
 * Bytes as text, in the encoding that they are in: by their byte order mark, the header, what the page itself declares, else UTF-8 when
 * they are that, else Windows-1252, as browsers do.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  const label = markOf(bytes) ?? charsetIn(contentType ?? "") ?? declaredIn(bytes);
  const decoder = decoderFor(label);
  if (decoder) return decoder.decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8, which is how it is told from the other.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function markOf(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return a === 0xff && b === 0xfe ? "utf-16le" : null;
}

function charsetIn(text: string): string | null {
  return /charset\s*=\s*["']?\s*([a-z0-9_:.-]+)/i.exec(text)?.[1] ?? null;
}

/** What `<meta charset>`, `<meta http-equiv>` or an XML declaration say; a page that says UTF-16 there in ASCII is wrong about it. */
function declaredIn(bytes: Uint8Array): string | null {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, DECLARATION));
  const meta = /<meta\b[^>]{0,500}?charset\s*=[^>]{0,100}/i.exec(head)?.[0];
  const label =
    charsetIn(meta ?? "") ??
    /^<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([a-z0-9_.-]+)/i.exec(head)?.[1] ??
    null;
  return label !== null && /^utf-?16/i.test(label) ? "utf-8" : label;
}

function decoderFor(label: string | null): InstanceType<typeof TextDecoder> | null {
  try {
    return label === null ? null : new TextDecoder(label);
  } catch {
    // A label that nobody knows says nothing.
    return null;
  }
}
