"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { refusalOf } from "./check-file.ts";
import {
  addUploads,
  followUploads,
  hearOfUploads,
  readUploads,
  removeUpload,
  sendAgain,
  type Upload,
  type UploadNews,
} from "./upload-queue.ts";

const NONE: readonly Upload[] = [];

/**
 * Sends files, two at a time, in the order in which they came. One that is kept leaves the list, since from then on it stands among the
 * documents.
 * @param taken whether a document of this name is there
 * @param onNews told what becomes of each file
 */
export function useUploads(taken: (name: string) => boolean, onNews: (news: UploadNews) => void) {
  const uploads = useSyncExternalStore(followUploads, readUploads, () => NONE);
  const latest = useRef(onNews);
  useEffect(() => {
    latest.current = onNews;
  });
  useEffect(() => hearOfUploads((news) => latest.current(news)), []);

  return {
    uploads,
    /** Takes files to be sent. `replacing`: the one file is to become the content of the document of this name. */
    add: (files: readonly File[], replacing?: string) => {
      const names = new Set(readUploads().map(({ name }) => name));
      addUploads(
        files.map((file) => {
          const name = replacing ?? file.name;
          const choice: Upload["choice"] = replacing === undefined ? {} : { existing: "replace" };
          return { name, file, choice, state: begin(name, file, choice, names, taken) };
        }),
      );
    },
    /** Takes note of something dropped that is no file. */
    refuse: (name: string, message: string) => {
      addUploads([
        { name, file: new File([], name), choice: {}, state: { is: "failed", message, again: false } },
      ]);
    },
    again: sendAgain,
    remove: removeUpload,
  };
}

function begin(
  name: string,
  file: File,
  choice: Upload["choice"],
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
