"use client";

import { useState, type ReactNode } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { LiveRegion } from "#components/ui/live-region.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { failureOf } from "#components/shell/api.ts";
import type { CandidatesView } from "#lib/domain/candidate.ts";
import type { Id, StepId } from "#lib/domain/ids.ts";
import { useEditorState } from "../editor-context.ts";
import { CandidateColumn } from "./candidate-column.tsx";
import { figuresWords, RISK_WORDS } from "./candidate-words.ts";
import { ChosenSteps } from "./chosen-steps.tsx";
import type { Comparison } from "./comparison-context.ts";
import { RequestForm } from "./request-form.tsx";
import { useTaking } from "./use-taking.ts";

/** Compares other plans for the same goal: cost, time and risk side by side; one can be used, or steps of several. */
export function CompareDialog({ comparison }: { comparison: Comparison }) {
  const { candidates, open, setOpen } = comparison;
  const { view, error } = candidates;
  return (
    <Dialog
      full
      open={open}
      onOpenChange={setOpen}
      title="Compare plans"
      description="Other plans for the same goal, beside the plan as it is. Nothing changes before you take one, or steps of several; undo takes it back."
    >
      {candidates.problem && (
        <Banner tone="error" className="mb-3">
          {candidates.problem}
        </Banner>
      )}
      {view ? (
        <Compared view={view} comparison={comparison} />
      ) : error ? (
        <ErrorNote message={failureOf(error).message} onRetry={candidates.refresh} className="mb-4" />
      ) : (
        <Spinner label="Loading" className="py-8" />
      )}
    </Dialog>
  );
}

function Compared({ view, comparison }: { view: CandidatesView; comparison: Comparison }) {
  const { candidates, setOpen } = comparison;
  const graph = useEditorState((state) => state.graph);
  const [chosen, setChosen] = useState<ReadonlyMap<Id, ReadonlySet<StepId>>>(new Map());
  const [notes, setNotes] = useState<{ text: string; notes: string[] } | null>(null);
  const taking = useTaking((taken) => {
    setChosen(new Map());
    if (taken.notes.length > 0) return setNotes(taken);
    showToast(taken.text);
    setOpen(false);
  });
  const { set } = view;
  const risk = RISK_WORDS[view.present.risk.level];
  const picks = view.candidates.flatMap(({ id, graph: its }) => {
    const ids = (its?.steps ?? []).flatMap((step) => (chosen.get(id)?.has(step.id) ? [step.id] : []));
    return ids.length > 0 ? [{ candidateId: id, stepIds: ids }] : [];
  });

  function choose(candidateId: Id, ids: readonly StepId[], on: boolean) {
    setNotes(null);
    setChosen((known) => {
      const mine = new Set(known.get(candidateId));
      for (const id of ids) {
        if (on) mine.add(id);
        else mine.delete(id);
      }
      return new Map(known).set(candidateId, mine);
    });
  }

  const working = set?.status === "working";
  const present = (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 pb-3">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">The plan as it is:</span>
        <span className="tabular-nums">{figuresWords(view.present)}</span>
        <Badge tone={risk.tone}>{risk.word}</Badge>
      </p>
      {set &&
        (working ? (
          <Button size="small" busy={candidates.busy === "stop"} onClick={candidates.stop}>
            Stop
          </Button>
        ) : (
          <Button size="small" busy={candidates.busy === "discard"} onClick={candidates.discard}>
            Discard and compare anew
          </Button>
        ))}
    </div>
  );
  if (!set) {
    return (
      <>
        {present}
        <RequestForm candidates={candidates} />
      </>
    );
  }
  return (
    <>
      {present}
      {set.moved && !working && (
        <p className="pb-3 text-xs text-muted">
          The plan has changed since these were made. What you edited is kept where it goes together with
          them.
        </p>
      )}
      {notes && <Taken {...notes} onClose={() => setOpen(false)} />}
      {taking.problem && (
        <Banner
          tone="error"
          className="mb-3"
          actions={over(taking.problem.over, (candidate) => taking.takeWhole(candidate, true))}
        >
          {taking.problem.message}
        </Banner>
      )}
      <div className="grid gap-3 lg:auto-cols-fr lg:grid-flow-col">
        {view.candidates.map((candidate) => (
          <CandidateColumn
            key={candidate.id}
            candidate={candidate}
            present={graph}
            figures={view.present}
            chosen={chosen.get(candidate.id) ?? NOBODY}
            onChoose={(ids, on) => choose(candidate.id, ids, on)}
            onUse={() => taking.takeWhole(candidate, false)}
            busy={taking.busy === candidate.id}
            disabled={taking.busy !== null}
          />
        ))}
      </div>
      <LiveRegion>{progress(view)}</LiveRegion>
      <ChosenSteps
        count={picks.reduce((sum, { stepIds }) => sum + stepIds.length, 0)}
        busy={taking.busy === "steps"}
        onTake={(into) => taking.takeSteps(picks, into)}
      />
    </>
  );
}

const NOBODY: ReadonlySet<StepId> = new Set();

function over<T>(candidate: T | null, use: (candidate: T) => void): ReactNode {
  if (candidate === null) return undefined;
  return (
    <Button size="small" onClick={() => use(candidate)}>
      Use it over my edits
    </Button>
  );
}

/** What was taken, with what a person ought to know about it. */
function Taken({ text, notes, onClose }: { text: string; notes: string[]; onClose: () => void }) {
  return (
    <Banner
      tone="success"
      title={text}
      className="mb-3"
      actions={
        <Button size="small" onClick={onClose}>
          Look at the plan
        </Button>
      }
    >
      <ul className="list-disc pl-4">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Banner>
  );
}

/** How far the candidates are, for screen readers. */
function progress({ set, candidates }: CandidatesView): string {
  const ready = candidates.filter(({ status }) => status === "ready").length;
  if (set?.status === "working") return `Plans are being made: ${ready} of ${candidates.length} ready.`;
  return `${ready} of ${candidates.length} plans are ready.`;
}
