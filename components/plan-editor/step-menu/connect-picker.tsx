"use client";

import { Popover } from "radix-ui";
import { Check } from "lucide-react";
import { useId, useState, type KeyboardEvent } from "react";
import type { Point } from "#components/graph/canvas-props.ts";
import { connectionProblem } from "#components/graph/connection-problem.ts";
import { Input } from "#components/ui/input.tsx";
import { useReturnFocus } from "#components/ui/use-return-focus.ts";
import { pointRect } from "#components/ui/point-rect.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { useEditor, useEditorState } from "../editor-context.ts";

/** How many are listed at once; what is typed finds the others. */
const MOST_LISTED = 100;

/** Makes a step depend on another, or no longer, without a pointer: a list of all steps that is searched by typing. */
export function ConnectPicker({
  stepId,
  anchor,
  onClose,
}: {
  stepId: StepId;
  anchor: Point;
  onClose: () => void;
}) {
  const focus = useReturnFocus();
  const graph = useEditorState((state) => state.graph);
  const title = graph.steps.find(({ id }) => id === stepId)?.title;
  if (title === undefined) return null;
  const heading = `Which step depends on “${title}”?`;
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: { getBoundingClientRect: () => pointRect(anchor) } }} />
      <Popover.Portal>
        <Popover.Content
          {...focus}
          aria-label={heading}
          align="center"
          sideOffset={8}
          collisionPadding={8}
          className="z-50 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-80 max-w-[calc(100vw-1rem)] flex-col rounded-lg border bg-raised shadow-raised data-[state=open]:animate-appear"
        >
          <Choices stepId={stepId} graph={graph} heading={heading} onClose={onClose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices(props: { stepId: StepId; graph: PlanGraph; heading: string; onClose: () => void }) {
  const { stepId, graph, onClose } = props;
  const editor = useEditor();
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const dependents = new Set(graph.dependencies.filter(({ from }) => from === stepId).map(({ to }) => to));
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = graph.steps.filter(
    (step) => step.id !== stepId && words.every((word) => step.title.toLowerCase().includes(word)),
  );
  const listed = found.slice(0, MOST_LISTED);
  const current = listed[Math.min(active, listed.length - 1)];

  function choose(to: StepId) {
    const connected = dependents.has(to);
    const refused = connected ? null : connectionProblem(graph, stepId, to);
    setProblem(refused);
    if (refused !== null) return;
    editor.edit([{ op: connected ? "disconnect" : "connect", from: stepId, to }]);
    onClose();
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && listed.length > 0) {
      const next = (active + step + listed.length) % listed.length;
      setActive(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && current) choose(current.id);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className="border-b p-2">
        <p className="px-1 pb-1.5 text-xs text-muted">{props.heading}</p>
        <Input
          role="combobox"
          aria-label="Find a step"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${listed.indexOf(current)}` : undefined}
          placeholder="Find a step"
          maxLength={200}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            setProblem(null);
          }}
          onKeyDown={onKeyDown}
        />
        {problem && (
          <p role="alert" className="px-1 pt-1.5 text-xs font-medium text-danger">
            {problem}
          </p>
        )}
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Steps"
        className="flex min-h-0 flex-1 flex-col overflow-y-auto p-1"
      >
        {listed.map((step, index) => (
          // The focus stays in the field, which names the active option.
          <button
            key={step.id}
            id={`${id}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={step === current}
            onPointerMove={() => setActive(index)}
            onClick={() => choose(step.id)}
            className="flex min-h-8 shrink-0 items-center gap-2 rounded-md px-2 py-1.5 text-left aria-selected:bg-hover"
          >
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{step.title}</span>
            {dependents.has(step.id) && (
              <span className="flex shrink-0 items-center gap-1 text-xs text-muted">
                <Check aria-hidden className="size-3.5" /> depends on it: choose to disconnect
              </span>
            )}
          </button>
        ))}
      </div>
      {found.length === 0 && <p className="px-3 pb-3 text-muted">No step is called that.</p>}
      {found.length > listed.length && (
        <p className="border-t px-3 py-1.5 text-xs text-muted">
          {found.length - listed.length} more. Type to find them.
        </p>
      )}
    </>
  );
}
