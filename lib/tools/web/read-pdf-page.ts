import { readApart } from "#lib/knowledge/reading/read-apart.ts";
import { UnreadableFile } from "#lib/knowledge/reading/unreadable-file.ts";
import { ToolError } from "../contract.ts";
import { Turns } from "./turns.ts";

/** What reading one PDF of the web may take. */
const LIMITS = { seconds: 30, bytes: 600 * 1_024 * 1_024, firstPages: 200 };

/** Processes at once, however many steps a worker carries out. */
const turns = new Turns(2);

/** Bytes by which a PDF is known, whatever its server calls it. */
export function looksLikePdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
}

/**
 * Reads the text of a PDF of the web, its first 200 pages, in a process of its own as uploaded files are.
 * @param mostCharacters after which the rest of the text is left
 * @returns `cut`: it has more pages or more text than that
 * @throws ToolError `unreadable` with the reason; the signal's reason
 */
export function readPdfPage(
  { url, bytes }: { url: string; bytes: Uint8Array },
  mostCharacters: number,
  signal: AbortSignal,
): Promise<{ title: string; text: string; cut: boolean }> {
  return turns.take(signal, async () => {
    let title = "";
    let cut = false;
    let text = "";
    try {
      for await (const said of readApart({ name: nameOf(url), parts: once(bytes) }, signal, LIMITS)) {
        if (said.say === "read") ({ title, cut } = said);
        if (said.say === "text") text += said.text;
        // Who stops listening ends the process.
        if (text.length > mostCharacters) break;
      }
    } catch (cause) {
      if (!(cause instanceof UnreadableFile)) throw cause;
      const message = `The PDF of ${new URL(url).host} cannot be read. ${cause.message}`;
      throw new ToolError("unreadable", message, { cause });
    }
    return { title, text, cut };
  });
}

/** The last part of the address, from which a title is made where the file has none. */
function nameOf(url: string): string {
  const { pathname, host } = new URL(url);
  const last = pathname.split("/").findLast((part) => part !== "") ?? host;
  return `${last.replace(/\.pdf$/i, "")}.pdf`;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
