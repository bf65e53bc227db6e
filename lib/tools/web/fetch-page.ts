import { z } from "zod";
import { ToolError } from "../contract.ts";
import type { GuardedFetch } from "../http/guarded-fetch.ts";
import { readBody } from "../http/read-body.ts";
import { statusError } from "../http/status-error.ts";
import { decodeText, isHtml, isTextual, looksTextual, mediaTypeOf } from "./body-text.ts";
import type { ReadPage } from "./page-messages.ts";
import { readPage } from "./read-page.ts";
import { looksLikePdf, readPdfPage } from "./read-pdf-page.ts";

/** Bytes of a page that are read, unpacked. */
const MOST_BYTES = 5_000_000;
/** Bytes of a PDF, which is read whole or not at all: as many as the client takes. */
const MOST_PDF_BYTES = 10_000_000;
/** What servers call PDFs, or files that they know nothing of. */
const PDF_TYPES = new Set(["application/pdf", "application/x-pdf", "application/octet-stream", ""]);

/** What `web.fetch` takes. */
export const PageInput = z.object({
  url: z
    .string()
    .trim()
    .min(1, "The address is empty.")
    .max(8_192, "The address is too long.")
    .meta({ title: "Address", description: "The page's address, with https:// before it." }),
  maxCharacters: z
    .number()
    .int()
    .min(500)
    .max(200_000)
    .default(20_000)
    .meta({ title: "Most characters", description: "Where a long text is cut, at the end of a paragraph." }),
});
export type PageInput = z.infer<typeof PageInput>;

/** What `web.fetch` gives. */
export const PageOutput = z.object({
  url: z.string().describe("Where the page was found in the end"),
  fetchedAt: z.iso.datetime().describe("When it was read"),
  mediaType: z.string().describe("What it was: text/html, text/plain, application/json, application/pdf"),
  title: z.string().nullable().describe("Title of the page"),
  byline: z.string().nullable().describe("Who wrote it, as the page says"),
  published: z.iso.datetime().nullable().describe("When it was published, as the page says"),
  language: z.string().nullable().describe("Its language, as the page says"),
  text: z.string().describe("What it says, as Markdown"),
  truncated: z.boolean().describe("Whether the text was cut"),
  links: z.array(z.object({ text: z.string(), url: z.string() })).describe("Where it links to, in order"),
});
export type PageOutput = z.infer<typeof PageOutput>;

/**
 * Reads a page of the web as text.
 * @throws ToolError what the client, the status or the page gives reason for: `unsupported_type`, `no_text`, `unreadable`, ...
 */
export async function fetchPage(
  { url: asked, maxCharacters }: PageInput,
  { http, signal, now }: { http: GuardedFetch; signal: AbortSignal; now: Date },
): Promise<PageOutput> {
  const { response, url } = await http(asked, {
    signal,
    headers: {
      accept:
        "text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.8, application/pdf;q=0.8, */*;q=0.1",
    },
  });
  const { host } = new URL(url);
  if (!response.ok) {
    await response.body?.cancel();
    throw statusError(response, host, now);
  }
  const contentType = response.headers.get("content-type");
  const mediaType = mediaTypeOf(contentType);
  const maybePdf = PDF_TYPES.has(mediaType);
  if (!maybePdf && !isTextual(mediaType)) {
    await response.body?.cancel();
    throw unsupported(host, mediaType);
  }
  const read = await (maybePdf
    ? readBody(response, MOST_PDF_BYTES, (bytes) => mediaType === "" || looksLikePdf(bytes))
    : readBody(response, MOST_BYTES));
  if (maybePdf && looksLikePdf(read.bytes)) {
    if (read.truncated) throw new ToolError("too_large", `The PDF of ${host} has more than 10 MB.`);
    const pdf = await readPdfPage({ url, bytes: read.bytes }, maxCharacters, signal);
    return {
      ...NOTHING,
      ...outputOf(pdf.text.trim(), maxCharacters, pdf.cut),
      title: pdf.title,
      url,
      fetchedAt: now.toISOString(),
      mediaType: "application/pdf",
    };
  }
  if (mediaType !== "" && !isTextual(mediaType)) throw unsupported(host, mediaType);
  const bytes = read.bytes.subarray(0, MOST_BYTES);
  const cutBytes = read.truncated || read.bytes.length > MOST_BYTES;
  if (mediaType === "" && !looksTextual(bytes)) throw unsupported(host, "data of an unknown type");
  const body = decodeText(bytes, contentType).toWellFormed().replaceAll("\u0000", "\uFFFD");
  const html = isHtml(mediaType, body);
  const page = html ? await readPage({ html: body, url }, signal) : { ...NOTHING, text: body.trim() };
  if (page.text === "") {
    const why = html ? " Perhaps it is put together by scripts, which are not run." : "";
    throw new ToolError("no_text", `The page of ${host} has no text.${why}`);
  }
  return {
    ...page,
    url,
    fetchedAt: now.toISOString(),
    mediaType: mediaType || (html ? "text/html" : "text/plain"),
    published: isoDate(page.published),
    ...outputOf(page.text, maxCharacters, cutBytes),
  };
}

function outputOf(whole: string, most: number, cutBefore: boolean): Pick<PageOutput, "text" | "truncated"> {
  const { text, cut } = cutAtParagraph(whole, most);
  return { text, truncated: cut || cutBefore };
}

const NOTHING: Omit<ReadPage, "text"> = {
  title: null,
  byline: null,
  published: null,
  language: null,
  links: [],
};

function unsupported(host: string, what: string): ToolError {
  return new ToolError("unsupported_type", `${host} gave ${what}, which cannot be read as text.`);
}

function isoDate(said: string | null): string | null {
  const date = new Date(said ?? Number.NaN);
  // Years that JavaScript writes with a sign are nobody's date of publication.
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9_999 || date.getUTCFullYear() < 0
    ? null
    : date.toISOString();
}

/** Cuts a text after the last whole paragraph that fits, or in the middle of one that alone is too long. */
function cutAtParagraph(text: string, most: number): { text: string; cut: boolean } {
  if (text.length <= most) return { text, cut: false };
  const end = text.lastIndexOf("\n\n", most);
  return { text: text.slice(0, end > most / 2 ? end : most).toWellFormed(), cut: true };
}
