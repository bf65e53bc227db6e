"use client";

import { Upload } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";

/** What was dropped: files, and names of what is none. */
export type Dropped = { files: File[]; folders: string[] };

/**
 * Takes files that are dropped anywhere on the page, and says so while they are dragged over it. Whoever cannot drag uses the button
 * that does the same.
 */
export function DropZone({ onDrop, children }: { onDrop: (dropped: Dropped) => void; children: ReactNode }) {
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });

  useEffect(() => {
    const brings = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const enter = (event: DragEvent) => {
      if (!brings(event)) return;
      event.preventDefault();
      depth.current++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!brings(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      // Without this the browser would open the file in the place of the page.
      if (brings(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!brings(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      latest.current(droppedOf(event.dataTransfer));
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", hover);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", hover);
      window.removeEventListener("drop", drop);
    };
  }, []);

  return (
    <>
      {children}
      {over && (
        <div className="pointer-events-none fixed inset-3 z-30 flex items-center justify-center rounded-lg border-2 border-dashed border-accent bg-bg/85">
          <p className="flex items-center gap-2 text-base font-medium text-accent [&_svg]:size-5">
            <Upload aria-hidden="true" />
            Drop files to add them to the workspace's knowledge
          </p>
        </div>
      )}
    </>
  );
}

function droppedOf({ items, files }: DataTransfer): Dropped {
  const dropped: Dropped = { files: [], folders: [] };
  const entries = [...items].filter(({ kind }) => kind === "file");
  // A folder comes as a file that cannot be read.
  entries.forEach((item, at) => {
    const file = item.getAsFile() ?? files[at];
    if (item.webkitGetAsEntry()?.isDirectory) dropped.folders.push(file?.name ?? "A folder");
    else if (file) dropped.files.push(file);
  });
  return dropped;
}
