"use client";

import { Paperclip, X } from "lucide-react";
import { useId, useState } from "react";
import { ACCEPTED_TEXTS } from "#components/shell/document-kind.ts";
import { loadLater } from "#components/shell/load-later.ts";
import { IconButton } from "#components/ui/button.tsx";
import type { DocumentInput } from "#lib/domain/knowledge.ts";

const MOST_FILES = 5;
// Few goals come with files.
const reader = loadLater(() => import("./read-goal-file.ts"));

/** Files that come with a goal: the planner reads them, and steps find them with the workspace's documents. */
export function GoalFiles({
  files,
  onChange,
}: {
  files: readonly DocumentInput[];
  onChange: (files: DocumentInput[]) => void;
}) {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);

  async function take(chosen: readonly File[]) {
    setProblem(null);
    const { readGoalFile } = await reader();
    const taken = [...files];
    for (const file of chosen) {
      const read = await readGoalFile(file);
      if (typeof read === "string") setProblem(read);
      else if (taken.length >= MOST_FILES) setProblem(`A goal can have ${MOST_FILES} files at most.`);
      else if (taken.some(({ name }) => name === read.name))
        setProblem(`“${read.name}” is attached already.`);
      else taken.push(read);
    }
    onChange(taken);
  }

  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      <input
        id={id}
        type="file"
        multiple
        accept={ACCEPTED_TEXTS}
        className="peer sr-only"
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          // The same file may be chosen again after it was taken out.
          event.target.value = "";
          void take(chosen);
        }}
      />
      <label
        htmlFor={id}
        className="-ml-2 inline-flex h-control-sm cursor-pointer items-center gap-1.5 rounded-md px-2 text-xs text-muted transition-colors peer-focus-visible:outline-2 peer-focus-visible:outline-accent hover:bg-hover hover:text-text [&_svg]:size-3.5"
      >
        <Paperclip aria-hidden="true" />
        Attach files
      </label>
      {files.map((file) => (
        <span
          key={file.name}
          className="inline-flex max-w-60 items-center gap-1 rounded-md border bg-well pl-2 text-xs"
        >
          <span className="truncate">{file.name}</span>
          <IconButton
            size="small"
            label={`Take out ${file.name}`}
            icon={<X />}
            onClick={() => onChange(files.filter((one) => one !== file))}
          />
        </span>
      ))}
      {problem && (
        <p role="alert" className="text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
