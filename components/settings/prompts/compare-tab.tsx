"use client";

import { ArrowLeftRight } from "lucide-react";
import { IconButton } from "#components/ui/button.tsx";
import type { PromptDetail } from "#lib/domain/prompt.ts";
import { DiffView } from "#components/ui/diff-view.tsx";
import { VersionChoice, type Choice } from "./version-choice.tsx";

/** Any two versions of a prompt side by side, the unsaved text among them. */
export function CompareTab({
  prompt,
  hasDraft,
  textOf,
  value: { from, to },
  onChange,
}: {
  prompt: PromptDetail;
  hasDraft: boolean;
  textOf: (choice: Choice) => string;
  value: { from: Choice; to: Choice };
  onChange: (value: { from: Choice; to: Choice }) => void;
}) {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-0 flex-1 basis-40">
          <VersionChoice
            label="Before"
            prompt={prompt}
            hasDraft={hasDraft}
            value={from}
            onChange={(choice) => onChange({ from: choice, to })}
          />
        </div>
        <IconButton
          label="Swap the two"
          icon={<ArrowLeftRight />}
          onClick={() => onChange({ from: to, to: from })}
        />
        <div className="min-w-0 flex-1 basis-40">
          <VersionChoice
            label="After"
            prompt={prompt}
            hasDraft={hasDraft}
            value={to}
            onChange={(choice) => onChange({ from, to: choice })}
          />
        </div>
      </div>
      <DiffView key={`${from} ${to}`} before={textOf(from)} after={textOf(to)} label="Differences" />
    </div>
  );
}
