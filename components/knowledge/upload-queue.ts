"use client";

import { failureOf } from "#components/shell/api.ts";
import { askBeforeLeaving } from "#components/shell/ask-before-leaving.ts";
import { showToast } from "#components/ui/toast.tsx";
import { sendFile, type UploadChoice } from "./send-file.ts";

/** A file on its way. `asking`: a document of its name (`name`) or with its content (`content`) is there, and a person must say what to do. */
export type Upload = {
  id: number;
  name: string;
  file: File;
  choice: UploadChoice;
  /** How much has been sent, 0 to 1. */
  sent: number;
  state:
    | { is: "waiting" }
    | { is: "sending" }
    | { is: "asking"; about: "name" | "content"; message: string }
    /** `again`: the same file may be taken another time. */
    | { is: "failed"; message: string; again: boolean };
};

/** What became of a file: it was kept, or it needs a person. */
export type UploadNews = { name: string; is: "kept" | "unchanged" | "asking" | "failed" };

/** Files that are sent at the same time: more would only share the line, and a browser has six connections. */
const AT_ONCE = 2;

let uploads: readonly Upload[] = [];
let next = 1;
const running = new Map<number, AbortController>();
const listeners = new Set<() => void>();
const hearers = new Set<(news: UploadNews) => void>();
const leaving = askBeforeLeaving();

/** The files on their way, wherever their reader is: going to another page ends none of them. */
export function readUploads(): readonly Upload[] {
  return uploads;
}

/** Has every change of the list told. @returns how to end that */
export function followUploads(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Has it told what becomes of each file. @returns how to end that */
export function hearOfUploads(hearer: (news: UploadNews) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

/** Takes files in, each in the state it begins with. */
export function addUploads(files: readonly Omit<Upload, "id" | "sent">[]): void {
  put([...uploads, ...files.map((file) => ({ ...file, id: next++, sent: 0 }))]);
}

/** Answers what a file asked, or sends one again. */
export function sendAgain(id: number, choice: UploadChoice): void {
  const upload = uploads.find((one) => one.id === id);
  if (upload) change(id, { choice: { ...upload.choice, ...choice }, state: { is: "waiting" } });
}

/** Ends an upload, or takes a failed one out of the list. */
export function removeUpload(id: number): void {
  running.get(id)?.abort();
  put(uploads.filter((one) => one.id !== id));
}

function change(id: number, changes: Partial<Upload>): void {
  put(uploads.map((one) => (one.id === id ? { ...one, ...changes } : one)));
}

/** Sends what waits as soon as there is room, and has the browser ask before the tab is left while anything is to be sent. */
function put(changed: readonly Upload[]): void {
  uploads = changed;
  // Sending one changes the list, which may have begun the next by the time it is come to here.
  for (const upload of changed) {
    if (upload.state.is === "waiting" && running.size < AT_ONCE && !running.has(upload.id)) void send(upload);
  }
  leaving(uploads.some(({ state }) => state.is === "waiting" || state.is === "sending"));
  for (const listener of listeners) listener();
}

async function send({ id, name, file, choice }: Upload): Promise<void> {
  const control = new AbortController();
  running.set(id, control);
  change(id, { state: { is: "sending" } });
  let after = () => put(uploads);
  try {
    const { unchanged } = await sendFile({ name, file, choice }, control.signal, (sent) =>
      change(id, { sent }),
    );
    after = () => put(uploads.filter((one) => one.id !== id));
    tell({ name, is: unchanged ? "unchanged" : "kept" });
  } catch (error) {
    if (control.signal.aborted) return;
    const { code, message, issues } = failureOf(error);
    const about = issues[0]?.path[0];
    const asks = code === "conflict" && (about === "name" || about === "content");
    const failed = { is: "failed", message, again: code !== "invalid" } as const;
    after = () => change(id, { sent: 0, state: asks ? { is: "asking", about, message } : failed });
    tell({ name, is: asks ? "asking" : "failed" });
  } finally {
    // Only when it is no longer counted as running does the next one have its place.
    running.delete(id);
    after();
  }
}

/** What somebody who has gone to another page is told. */
const ELSEWHERE: Record<UploadNews["is"], (name: string) => string> = {
  kept: (name) => `“${name}” is uploaded.`,
  unchanged: (name) => `“${name}” has not changed; nothing was stored.`,
  asking: (name) => `The upload of “${name}” asks something, under Knowledge.`,
  failed: (name) => `“${name}” could not be uploaded. Look under Knowledge.`,
};

function tell(news: UploadNews): void {
  for (const hearer of hearers) hearer(news);
  if (hearers.size > 0) return;
  showToast(ELSEWHERE[news.is](news.name), news.is === "failed" ? "error" : undefined);
}
