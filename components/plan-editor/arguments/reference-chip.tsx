"use client";

import { Link2, Link2Off, X } from "lucide-react";
import type { StepId } from "#lib/domain/ids.ts";
import type { Reference } from "#lib/domain/step.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { pathLabel } from "./output-options.ts";

/** A reference as a chip: the step's title and the part of its output. A click goes to that step. */
export function ReferenceChip({
  stepId,
  reference,
  onRemove,
}: {
  /** The step that reads: what a map reads of itself is its item. */
  stepId: StepId;
  reference: Reference;
  /** Takes the button, which goes with the chip. */
  onRemove?: (button: Element) => void;
}) {
  const { store } = useEditor();
  const step = useEditorState((state) => state.graph.steps.find(({ id }) => id === reference.ref));
  const title = step?.id === stepId && step.kind === "map" ? "The item" : step?.title;
  const part = reference.path.length > 0 ? ` › ${pathLabel(reference.path)}` : "";
  return (
    <span className="flex max-w-full items-center self-start rounded-md border border-accent/30 bg-accent-soft text-xs">
      <button
        type="button"
        disabled={!step}
        onClick={() => store.select([reference.ref])}
        className="flex min-w-0 items-center gap-1.5 rounded-md px-2 py-1 text-left [&_svg]:size-3.5 [&_svg]:shrink-0"
      >
        {step ? (
          <Link2 aria-hidden className="text-accent" />
        ) : (
          <Link2Off aria-hidden className="text-danger" />
        )}
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {title ?? `${reference.ref} (removed)`}
          {part}
        </span>
      </button>
      {onRemove && (
        <button
          type="button"
          aria-label="Enter a value instead"
          title="Enter a value instead"
          onClick={(event) => onRemove(event.currentTarget)}
          className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:text-text pointer-coarse:size-control"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  );
}
