import { pipeline, type Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
import { OutboundError } from "./outbound-error.ts";

/** Encodings of one body; more than one on top of another is a trick. */
const MOST_LAYERS = 2;

/** What RFC 9659 lets a web server ask for, 8 MB; a decoder's own limit is 128 MB a response. */
const ZSTD_WINDOW_LOG = 23;

/** A decoder by the encoding's name; it is told the first byte of what it will get. */
const DECODERS: Record<string, (first: number) => Transform> = {
  gzip: () => createGunzip(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } }),
  // Some servers leave zlib's header out; its first byte has 8 in the lower half.
  deflate: (first) => ((first & 0x0f) === 0x08 ? createInflate() : createInflateRaw()),
};

/** The encodings that are offered to servers. */
export const ACCEPTED_ENCODINGS = Object.keys(DECODERS).join(", ");

/**
 * Undoes a body's content encodings. It unpacks no faster than it is read, so that whoever counts what comes out can stop in time;
 * what is wrong with the packing shows while it is read.
 * @param encoding the header; null when there is none
 * @throws OutboundError `bad_response` for encodings that were not offered
 */
export function decodedBody(
  body: AsyncIterable<Uint8Array>,
  encoding: string | null,
): AsyncIterable<Uint8Array> {
  const layers = (encoding ?? "")
    .split(",")
    .map((layer) => layer.trim().toLowerCase().replace(/^x-/, ""))
    .filter((layer) => layer !== "" && layer !== "identity");
  if (layers.length > MOST_LAYERS) {
    throw new OutboundError("bad_response", `The answer is packed ${layers.length} times over.`);
  }
  return layers.toReversed().reduce((source, layer) => {
    const decoder = Object.hasOwn(DECODERS, layer) ? DECODERS[layer] : undefined;
    if (decoder) return unpacked(source, decoder);
    throw new OutboundError("bad_response", `The answer is packed as "${layer}", which was not asked for.`);
  }, body);
}

async function* unpacked(
  source: AsyncIterable<Uint8Array>,
  decoder: (first: number) => Transform,
): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  // An empty body has nothing to unpack, not even a header.
  if (first.done === true) return;
  const all = async function* () {
    yield first.value;
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) return;
      yield next.value;
    }
  };
  // What goes wrong is thrown where the decoder is read; the callback would be told the same.
  yield* pipeline(all, decoder(first.value[0] ?? 0), () => undefined) as AsyncIterable<Uint8Array>;
}
