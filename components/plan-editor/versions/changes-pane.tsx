"use client";

import { Minus, Pencil, Plus, RotateCcw } from "lucide-react";
import { useState } from "react";
import { ForThose } from "#components/shell/reader.tsx";
import { failureOf } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { DiffView } from "#components/ui/diff-view.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { ListedChange } from "#lib/domain/list-changes.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { useEditor } from "../editor-context.ts";
import { useRestore } from "./use-restore.ts";
import type { Difference, Place, Versions } from "./use-versions.ts";
import { useOpenVersions } from "./versions-context.ts";
import { placeName } from "./version-words.ts";
import { writtenStep } from "./written-step.ts";

const MARKS = {
  added: { word: "Added", icon: Plus, look: "text-status-succeeded" },
  changed: { word: "Changed", icon: Pencil, look: "text-status-waiting" },
  dropped: { word: "Removed", icon: Minus, look: "text-status-failed" },
} as const;

/** What differs between the two compared states, in words, and the way back to an earlier one. */
export function ChangesPane() {
  const versions = useOpenVersions();
  const { difference, unread, from, to } = versions;
  return (
    <div className="flex flex-col gap-3 p-4">
      <h2 className="font-semibold">
        {placeName(from)} to {placeName(to).replace(/^V/, "v")}
      </h2>
      <Choices versions={versions} />
      <Restore versions={versions} />
      {!difference &&
        (unread ? (
          <ErrorNote message={failureOf(unread).message} onRetry={versions.refresh} />
        ) : (
          <SkeletonRows rows={4} label="Comparing" />
        ))}
      {difference && <Changes difference={difference} versions={versions} />}
    </div>
  );
}

/** Any two states can be compared. */
function Choices({ versions }: { versions: Versions }) {
  const { entries, from, to, compare } = versions;
  const places: Place[] = ["draft", ...entries.map(({ number }) => number)];
  const choice = (value: Place, others: Place, onChange: (place: Place) => void) => (
    <Select
      value={String(value)}
      onChange={({ target }) => onChange(target.value === "draft" ? "draft" : Number(target.value))}
    >
      {value === "nothing" && <option value="nothing">Nothing</option>}
      {typeof value === "number" && !places.includes(value) && (
        <option value={value}>{placeName(value)}</option>
      )}
      {places.map((place) => (
        <option key={place} value={place} disabled={place === others}>
          {placeName(place)}
        </option>
      ))}
    </Select>
  );
  return (
    <div className="grid grid-cols-2 gap-2">
      <Field label="From">{choice(from, to, (place) => compare({ from: place, to }))}</Field>
      <Field label="To">{choice(to, from, (place) => compare({ from, to: place }))}</Field>
    </div>
  );
}

/** The earlier version that is looked at can be made the draft again. */
function Restore({ versions }: { versions: Versions }) {
  const { editable } = useEditor();
  const { busy, error, restore } = useRestore(() => versions.setOpen(false));
  const number = typeof versions.to === "number" ? versions.to : versions.from;
  if (typeof number !== "number" || number === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      <ForThose who="edit" what="restore versions">
        <Button
          size="small"
          icon={<RotateCcw />}
          busy={busy}
          disabled={!editable}
          className="self-start"
          onClick={() => restore(number)}
        >
          Restore version {number}
        </Button>
      </ForThose>
      {error && (
        <p role="alert" className="text-xs font-medium text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

function Changes({ difference, versions }: { difference: Difference; versions: Versions }) {
  const { changes } = difference;
  return (
    <>
      <p role="status" className="text-muted">
        {changes.length === 0
          ? "No step differs."
          : `${countOf(changes.length, "step")} differ${changes.length === 1 ? "s" : ""}.`}
      </p>
      <ul aria-label="Changes" className="flex flex-col gap-1 empty:hidden">
        {changes.map((change) => (
          <Change key={change.stepId} change={change} difference={difference} versions={versions} />
        ))}
      </ul>
    </>
  );
}

function Change({
  change: { stepId, mark, title, what },
  difference,
  versions,
}: {
  change: ListedChange;
  difference: Difference;
  versions: Versions;
}) {
  const [open, setOpen] = useState(false);
  const { word, icon: Icon, look } = MARKS[mark];
  const chosen = versions.selection.includes(stepId);
  const text = (graph: Difference["before"]) => writtenStep(graph.steps.find(({ id }) => id === stepId));
  return (
    <li className={classes("rounded-md border px-2.5 py-2", chosen && "border-accent")}>
      <button
        type="button"
        className="flex w-full items-start gap-2 text-left"
        aria-pressed={chosen}
        onClick={() => versions.select(chosen ? [] : [stepId])}
      >
        <span className={classes("mt-0.5 [&_svg]:size-4", look)}>
          <Icon role="img" aria-label={word} />
        </span>
        <span className={classes("min-w-0 [overflow-wrap:anywhere]", mark === "dropped" && "line-through")}>
          {title}
        </span>
      </button>
      {what.length > 0 && (
        <ul className="mt-1 pl-6 text-xs text-muted [overflow-wrap:anywhere]">
          {what.map((phrase) => (
            <li key={phrase}>{phrase}</li>
          ))}
        </ul>
      )}
      {mark === "changed" && (
        <DisclosureButton open={open} onToggle={() => setOpen(!open)} className="mt-1 ml-4">
          Before and after<span className="sr-only"> of {title}</span>
        </DisclosureButton>
      )}
      {open && (
        <div className="mt-1">
          <DiffView
            before={text(difference.before)}
            after={text(difference.after)}
            label={`What changed in ${title}`}
          />
        </div>
      )}
    </li>
  );
}
