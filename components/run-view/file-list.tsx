"use client";

import { Download, Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import type { OutputFile } from "#lib/domain/run.ts";
import { bytesText } from "#components/shell/bytes-text.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { fileKind } from "./file-kind.ts";
import { FilePreview } from "./file-preview.tsx";
import { useRunAddress } from "./run-address.ts";

/** The files a step made: pictures are shown, texts and tables can be looked at, each can be downloaded. */
export function FileList({
  runId,
  stepId,
  files,
}: {
  runId: string;
  stepId: string;
  files: readonly OutputFile[];
}) {
  const run = useRunAddress(runId);
  const [open, setOpen] = useState<string | null>(null);
  if (files.length === 0) return null;
  const address = (name: string) => `${run}/steps/${stepId}/files/${encodeURIComponent(name)}`;
  const shown = files.find(({ name }) => name === open);
  const shownKind = shown ? fileKind(shown) : null;
  const pictures = files.filter((file) => fileKind(file) === "picture");
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {pictures.map(({ name }) => (
        // As a picture's source an SVG can run and load nothing. Its axes are dark, so it stands on white in both themes.
        // eslint-disable-next-line next/no-img-element -- there is nothing to optimise in a drawing
        <img
          key={name}
          src={address(name)}
          alt={name}
          className="max-w-full self-start rounded-md border border-line bg-white p-2"
        />
      ))}
      <ul aria-label="Files" className="flex flex-wrap gap-x-4 gap-y-2">
        {files.map((file) => {
          const kind = fileKind(file);
          return (
            <li key={file.name} className="flex max-w-full min-w-0 gap-1">
              <a
                href={address(file.name)}
                download={file.name}
                className={`${buttonClasses("secondary", "small")} min-w-0 shrink!`}
              >
                <Download aria-hidden="true" />
                <span className="truncate">{file.name}</span>
                <span className="font-normal text-muted">{bytesText(file.bytes)}</span>
              </a>
              {kind !== null && kind !== "picture" && (
                <Button
                  size="small"
                  icon={open === file.name ? <EyeOff /> : <Eye />}
                  aria-expanded={open === file.name}
                  aria-label={`Preview ${file.name}`}
                  onClick={() => setOpen(open === file.name ? null : file.name)}
                >
                  Preview
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {shown && shownKind !== null && shownKind !== "picture" && (
        <section aria-label={`Preview of ${shown.name}`} className="min-w-0 rounded-md border p-3">
          <FilePreview key={shown.name} name={shown.name} address={address(shown.name)} kind={shownKind} />
        </section>
      )}
    </div>
  );
}
