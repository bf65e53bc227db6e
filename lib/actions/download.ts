import type { FileContent } from "#lib/domain/file-content.ts";

/** A file to hand to the browser: its content, or its bytes piece by piece, of which there are `bytes` (null: nobody knows yet). */
export type Download =
  | ({ name: string; mediaType: string } & FileContent)
  | {
      name: string;
      mediaType: string;
      content: AsyncIterable<Uint8Array<ArrayBuffer>>;
      bytes: number | null;
    };

const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]+(; ?charset=[a-z0-9-]+)?$/i;

/** How long a name may be, in UTF-16 units. */
const MOST_NAME = 150;
/** What tells programs what a file is: `.md`, or two together as in `.plan.json`; and before it what tells people which run's it is. */
const ENDING = /(?:, run \d{1,9})?(?:\.[a-z0-9]{1,12}){1,2}$/i;

/** A file's name without what a header or a file system would trip over: path parts, controls, quotes, lone surrogates. */
function safeName(name: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? "";
  // eslint-disable-next-line no-control-regex -- controls are what is taken out
  const plain = last.replace(/[\u0000-\u001f\u007f"<>:|?*]/g, "_").replace(/^\.+/, "");
  const ending = ENDING.exec(plain)?.[0] ?? "";
  const stem = plain.slice(0, plain.length - ending.length);
  // Of a pair of surrogates that the cut went through nothing is left: no header can say half of one.
  const cut = stem.slice(0, MOST_NAME - ending.length).replace(/[\ud800-\udbff]$/, "");
  return cut + ending || "file";
}

/**
 * Answers with a file to be saved, never shown: whatever a tool wrote into it, it is no page of ours. RFC 6266 gives the name twice,
 * in ASCII for old readers and in UTF-8.
 */
export function downloadResponse(file: Download): Response {
  const { name, mediaType } = file;
  const safe = safeName(name);
  const ascii = safe.replace(/[^\x20-\x7e]/g, "_");
  const utf8 = encodeURIComponent(safe).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return new Response(bodyOf(file), {
    headers: {
      ...("bytes" in file && file.bytes !== null && { "content-length": String(file.bytes) }),
      "content-type": MEDIA_TYPE.test(mediaType) ? mediaType : "application/octet-stream",
      "content-disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "no-store",
    },
  });
}

/** Pieces as a body that is read as fast as the browser takes it. */
function streamOf(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
}

function bodyOf(file: Download): BodyInit {
  if (typeof file.content !== "string") return streamOf(file.content);
  return "encoding" in file && file.encoding !== undefined
    ? Buffer.from(file.content, file.encoding)
    : file.content;
}
