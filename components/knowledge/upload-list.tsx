"use client";

import { X } from "lucide-react";
import { bytesText } from "#components/shell/bytes-text.ts";
import { Button, IconButton } from "#components/ui/button.tsx";
import type { UploadChoice } from "./send-file.ts";
import { ProgressBar } from "./progress-bar.tsx";
import type { Upload } from "./upload-queue.ts";

/** Files on their way: how much of each is sent, what it asks, or why it cannot be taken. */
export function UploadList({
  uploads,
  onAnswer,
  onRemove,
}: {
  uploads: readonly Upload[];
  onAnswer: (id: number, choice: UploadChoice) => void;
  onRemove: (id: number) => void;
}) {
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="divide-y rounded-lg border bg-surface">
      {uploads.map((upload) => (
        <li key={upload.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 pr-2 pl-3">
          <div className="min-w-0 flex-1 basis-56">
            <p className="truncate font-medium">{upload.name}</p>
            <State upload={upload} />
          </div>
          {upload.state.is === "asking" && (
            <div className="flex flex-wrap gap-2">
              {upload.state.about === "name" ? (
                <>
                  <Button size="small" onClick={() => onAnswer(upload.id, { existing: "replace" })}>
                    Replace it
                  </Button>
                  <Button size="small" onClick={() => onAnswer(upload.id, { existing: "rename" })}>
                    Keep both
                  </Button>
                </>
              ) : (
                <Button size="small" onClick={() => onAnswer(upload.id, { duplicate: "keep" })}>
                  Keep both
                </Button>
              )}
            </div>
          )}
          {upload.state.is === "failed" && upload.state.again && (
            <Button size="small" variant="ghost" onClick={() => onAnswer(upload.id, {})}>
              Try again
            </Button>
          )}
          <IconButton
            size="small"
            label={
              upload.state.is === "sending"
                ? `Stop uploading ${upload.name}`
                : `Take ${upload.name} off the list`
            }
            icon={<X />}
            onClick={() => onRemove(upload.id)}
          />
        </li>
      ))}
    </ul>
  );
}

function State({ upload: { name, file, sent, state } }: { upload: Upload }) {
  switch (state.is) {
    case "waiting":
      return <p className="text-xs text-muted">Waiting for its turn, {bytesText(file.size)}</p>;
    case "sending":
      return (
        <div className="flex items-center gap-2 text-xs text-muted">
          <ProgressBar label={`Uploading ${name}`} percent={Math.floor(sent * 100)} />
          <span className="shrink-0 tabular-nums">
            {sent < 1 ? `${bytesText(sent * file.size)} of ${bytesText(file.size)}` : "Being stored"}
          </span>
        </div>
      );
    case "asking":
      return (
        <p role="alert" className="text-xs">
          {state.message}
        </p>
      );
    case "failed":
      return (
        <p role="alert" className="text-xs font-medium text-danger">
          {state.message}
        </p>
      );
  }
}
