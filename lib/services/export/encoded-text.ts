/** Small pieces are gathered until they are this long, in UTF-16 units. */
const PIECE = 16_384;

/** Pieces of a text as UTF-8. A pair of surrogates that two pieces share stays one character. */
export async function* encodedText(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let held = "";
  for await (const text of texts) {
    held += text;
    if (held.length < PIECE) continue;
    const unit = held.charCodeAt(held.length - 1);
    const end = unit >= 0xd800 && unit <= 0xdbff ? held.length - 1 : held.length;
    yield encoder.encode(held.slice(0, end));
    held = held.slice(end);
  }
  if (held !== "") yield encoder.encode(held);
}
