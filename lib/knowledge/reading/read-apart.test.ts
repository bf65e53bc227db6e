import type { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, test, vi } from "vitest";
import { allOf } from "#lib/testing/all-of.ts";
import { docxOf, pdfOf, wordParagraph } from "#lib/testing/files.ts";
import { readApart, type Reading } from "./read-apart.ts";
import { UnreadableFile } from "./unreadable-file.ts";

// Each starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const never = new AbortController().signal;
const MB = 1_024 * 1_024;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function all(
  name: string,
  bytes: Uint8Array,
  limits?: { seconds: number; bytes: number },
): Promise<Reading[]> {
  return allOf(readApart({ name, parts: once(bytes) }, never, limits));
}

test("a file is read in a process of its own and comes in pieces", async () => {
  const text = `${"word ".repeat(100)}\n\n`.repeat(5_000);
  const said = await all("long.txt", Buffer.from(text));
  const chunks = said.flatMap((one) => (one.say === "chunks" ? one.chunks : []));
  expect(said.find((one) => one.say === "read")).toMatchObject({
    kind: "text",
    title: "long",
    chunks: chunks.length,
  });
  expect(chunks.length).toBeGreaterThan(2_000);
  expect(said.map((one) => (one.say === "text" ? one.text : "")).join("")).toBe(text);
});

test("PDF and Word are read there too, for which the process may read nothing but its own code", async () => {
  const pdf = await all("a.pdf", pdfOf([["hello"], ["there"]]));
  expect(pdf.flatMap((one) => (one.say === "chunks" ? one.chunks : []))).toMatchObject([
    { page: 1, text: "hello" },
    { page: 2, text: "there" },
  ]);
  const word = await all("a.docx", docxOf(wordParagraph("hello")));
  expect(word.some((one) => one.say === "chunks" && one.chunks[0]?.text === "hello")).toBe(true);
});

test("a file that cannot be read gives the reason", async () => {
  await expect(all("a.pdf", Buffer.from("%PDF-1.4 nothing"))).rejects.toThrow(UnreadableFile);
});

test("a process that takes too much memory, or too long, is ended with a reason", async () => {
  const large = Buffer.alloc(20 * MB, "word ");
  await expect(all("a.txt", large, { seconds: 60, bytes: 90 * MB })).rejects.toThrow(/more memory/);
  await expect(all("a.txt", large, { seconds: 0, bytes: 4_000 * MB })).rejects.toThrow(
    /longer than one file/,
  );
});

test("an abort ends it at once with the signal's reason", async () => {
  const control = new AbortController();
  const reading = allOf(
    readApart({ name: "a.txt", parts: once(Buffer.alloc(30 * MB, "word ")) }, control.signal),
  );
  control.abort(new Error("enough"));
  await expect(reading).rejects.toThrow("enough");
});

test("who stops listening ends the process", async () => {
  const text = Buffer.from(`${"word ".repeat(100)}\n\n`.repeat(20_000));
  const begun: ChildProcess[] = [];
  const note = (message: unknown) => begun.push((message as { process: ChildProcess }).process);
  subscribe("child_process", note);
  for await (const said of readApart({ name: "a.txt", parts: once(text) }, never)) {
    expect(begun.map(({ signalCode }) => signalCode)).toEqual([null]);
    if (said.say === "chunks") break;
  }
  unsubscribe("child_process", note);
  // The generator's end waits for the process's own.
  expect(begun.map(({ signalCode }) => signalCode)).toEqual(["SIGKILL"]);
});

test("what goes wrong while the file comes is told, and ends the process", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from("half of "));
    throw new Error("the database went away");
  }
  await expect(allOf(readApart({ name: "a.txt", parts: broken() }, never))).rejects.toThrow("went away");
});
