"use client";

import { Check } from "lucide-react";
import { useState } from "react";
import type { Point } from "#components/graph/canvas-props.ts";
import { connectionProblem } from "#components/graph/connection-problem.ts";
import { SearchList, SearchProblem } from "#components/ui/search-list.tsx";
import { SearchPopover } from "#components/ui/search-popover.tsx";
import { soughtWords } from "#lib/domain/sought-words.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { useEditor, useEditorState } from "../editor-context.ts";

/** How many are listed at once; what is typed finds the others. */
const MOST_LISTED = 100;

/**
 * Makes a step depend on another, or no longer, without a pointer: a list of all steps that is searched by typing.
 * @param side whether the steps listed are to come before the one it is about, or after it
 */
export function ConnectPicker({
  stepId,
  side,
  anchor,
  onClose,
}: {
  stepId: StepId;
  side: "before" | "after";
  anchor: Point;
  onClose: () => void;
}) {
  const graph = useEditorState((state) => state.graph);
  const title = graph.steps.find(({ id }) => id === stepId)?.title;
  if (title === undefined) return null;
  const heading =
    side === "after" ? `Which step depends on “${title}”?` : `Which step does “${title}” depend on?`;
  return (
    <SearchPopover label={heading} anchor={anchor} onClose={onClose}>
      <Choices stepId={stepId} side={side} graph={graph} heading={heading} onClose={onClose} />
    </SearchPopover>
  );
}

function Choices(props: {
  stepId: StepId;
  side: "before" | "after";
  graph: PlanGraph;
  heading: string;
  onClose: () => void;
}) {
  const { stepId, side, graph, onClose } = props;
  const editor = useEditor();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const ends = (other: StepId) =>
    side === "after" ? { from: stepId, to: other } : { from: other, to: stepId };
  const neighbours = new Set(
    side === "after"
      ? graph.dependencies.filter(({ from }) => from === stepId).map(({ to }) => to)
      : graph.dependencies.filter(({ to }) => to === stepId).map(({ from }) => from),
  );
  const words = soughtWords(text);
  const found = graph.steps.filter(
    (step) => step.id !== stepId && words.every((word) => step.title.toLowerCase().includes(word)),
  );
  const listed = found.slice(0, MOST_LISTED);

  function choose(other: StepId) {
    const connected = neighbours.has(other);
    const { from, to } = ends(other);
    const refused = connected ? null : connectionProblem(graph, from, to);
    setProblem(refused);
    if (refused !== null) return;
    editor.edit([{ op: connected ? "disconnect" : "connect", from, to }]);
    onClose();
  }

  return (
    <SearchList
      label="Find a step"
      listLabel="Steps"
      heading={props.heading}
      text={text}
      onText={(next) => {
        setText(next);
        setProblem(null);
      }}
      items={listed}
      keyOf={(step) => step.id}
      render={(step) => (
        <span className="min-w-0 flex-1">
          <span className="block [overflow-wrap:anywhere]">{step.title}</span>
          {neighbours.has(step.id) && (
            <span className="flex items-center gap-1 text-xs text-muted">
              <Check aria-hidden className="size-3.5 shrink-0" />
              {side === "after" ? "depends on it" : "comes before it"}: choose to disconnect
            </span>
          )}
        </span>
      )}
      onPick={(step) => choose(step.id)}
      note={problem !== null && <SearchProblem>{problem}</SearchProblem>}
      footer={
        <>
          {found.length === 0 && <p className="px-3 pb-3 text-muted">No step is called that.</p>}
          {found.length > listed.length && (
            <p className="border-t px-3 py-1.5 text-xs text-muted">
              {found.length - listed.length} more. Type to find them.
            </p>
          )}
        </>
      }
    />
  );
}
