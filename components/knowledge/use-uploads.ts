"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { failureOf } from "#components/shell/api.ts";
import { refusalOf } from "./check-file.ts";
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

/** Files that are sent at the same time: more would only share the line, and a browser has six connections. */
const AT_ONCE = 2;

/**
 * Sends files, two at a time, in the order in which they came. One that is kept leaves the list, since from then on it stands among the
 * documents.
 * @param taken whether a document of this name is there
 * @param onKept told of each file that was kept
 */
export function useUploads(
  taken: (name: string) => boolean,
  onKept: (upload: { name: string; unchanged: boolean }) => void,
) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const running = useRef(new Map<number, AbortController>());
  const next = useRef(1);
  const latest = useRef({ taken, onKept });
  useEffect(() => {
    latest.current = { taken, onKept };
  });

  const change = useCallback((id: number, changes: Partial<Upload>) => {
    setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  }, []);
  const drop = useCallback((id: number) => setUploads((all) => all.filter((one) => one.id !== id)), []);

  const send = useCallback(
    async ({ id, name, file, choice }: Upload) => {
      const control = new AbortController();
      running.current.set(id, control);
      change(id, { state: { is: "sending" } });
      try {
        const { unchanged } = await sendFile({ name, file, choice }, control.signal, (sent) =>
          change(id, { sent }),
        );
        drop(id);
        latest.current.onKept({ name, unchanged });
      } catch (error) {
        if (control.signal.aborted) return;
        const { code, message, issues } = failureOf(error);
        const about = issues[0]?.path[0];
        const asks = code === "conflict" && (about === "name" || about === "content");
        const failed = { is: "failed", message, again: code !== "invalid" } as const;
        change(id, { sent: 0, state: asks ? { is: "asking", about, message } : failed });
      } finally {
        running.current.delete(id);
      }
    },
    [change, drop],
  );

  useEffect(() => {
    const waiting = uploads.filter(({ id, state }) => state.is === "waiting" && !running.current.has(id));
    const free = Math.max(0, AT_ONCE - running.current.size);
    for (const upload of waiting.slice(0, free)) void send(upload);
  }, [uploads, send]);

  // Leaving the page would end what is being sent.
  const busy = uploads.some(({ state }) => state.is === "waiting" || state.is === "sending");
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [busy]);
  useEffect(() => {
    const controls = running.current;
    return () => {
      for (const control of controls.values()) control.abort();
    };
  }, []);

  return {
    uploads,
    /** Takes files to be sent. `replacing`: the one file is to become the content of the document of this name. */
    add: (files: readonly File[], replacing?: string) => {
      setUploads((all) => {
        const names = new Set(all.map(({ name }) => name));
        const more = files.map((file): Upload => {
          const name = replacing ?? file.name;
          const choice: UploadChoice = replacing === undefined ? {} : { existing: "replace" };
          return {
            id: next.current++,
            name,
            file,
            choice,
            sent: 0,
            state: begin(name, file, choice, names, latest.current.taken),
          };
        });
        return [...all, ...more];
      });
    },
    /** Takes note of something dropped that is no file. */
    refuse: (name: string, message: string) => {
      const file = new File([], name);
      setUploads((all) => [
        ...all,
        {
          id: next.current++,
          name,
          file,
          choice: {},
          sent: 0,
          state: { is: "failed", message, again: false },
        },
      ]);
    },
    /** Answers what a file asked, or sends one again. */
    again: (id: number, choice: UploadChoice) => {
      setUploads((all) =>
        all.map((one) =>
          one.id === id ? { ...one, choice: { ...one.choice, ...choice }, state: { is: "waiting" } } : one,
        ),
      );
    },
    /** Ends an upload, or takes a failed one out of the list. */
    remove: (id: number) => {
      running.current.get(id)?.abort();
      drop(id);
    },
  };
}

function begin(
  name: string,
  file: File,
  choice: UploadChoice,
  names: Set<string>,
  taken: (name: string) => boolean,
): Upload["state"] {
  const message = refusalOf(file);
  if (message !== null) return { is: "failed", message, again: false };
  const twice = names.has(name);
  names.add(name);
  if (choice.existing === undefined && (twice || taken(name))) {
    return { is: "asking", about: "name", message: `A document named “${name}” is here already.` };
  }
  return { is: "waiting" };
}
