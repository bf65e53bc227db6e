import { Panel, useReactFlow } from "@xyflow/react";
import { createContext, useCallback, useContext, useMemo, useState, type MouseEvent } from "react";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { CanvasEdits } from "./canvas-props.ts";
import { connectionProblem, OPEN_GROUP_FIRST } from "./connection-problem.ts";

/** Begins to connect a step by taps: the next card that is tapped depends on it. Null on a canvas that only shows. */
export const StartLinkContext = createContext<((stepId: string) => void) | null>(null);

export function useStartLink(): ((stepId: string) => void) | null {
  return useContext(StartLinkContext);
}

/** A step that waits to be connected by a tap, and why the last tap did not do it. */
export type Link = { from: string; problem: string | null };

/** What taps mean while a step waits to be connected; null while none does. */
export function useLinking(
  link: Link | null,
  setLink: (link: Link | null) => void,
  { graph, edits }: { graph: PlanGraph; edits: CanvasEdits | null },
) {
  const flow = useReactFlow();
  return useMemo(() => {
    if (!link || !edits) return null;
    return {
      tapCard: (to: string) => {
        if (to === link.from) return;
        const isStep = graph.steps.some(({ id }) => id === to);
        const problem = isStep ? connectionProblem(graph, link.from, to) : OPEN_GROUP_FIRST;
        setLink(problem === null ? null : { ...link, problem });
        if (problem === null) edits.connect({ from: link.from, to });
        else edits.refused(problem);
      },
      tapPane: ({ clientX: x, clientY: y }: MouseEvent) => {
        setLink(null);
        edits.addBeside(link.from, "after", { x, y }, flow.screenToFlowPosition({ x, y }));
      },
      newStep: ({ currentTarget }: MouseEvent) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        setLink(null);
        edits.addBeside(link.from, "after", { x: left, y: bottom }, null);
      },
      cancel: () => setLink(null),
    };
  }, [link, setLink, graph, edits, flow]);
}

/** Keeps which step waits, for the canvas, and how it begins, for its cards. */
export function useLink() {
  const [link, setLink] = useState<Link | null>(null);
  const start = useCallback((from: string) => setLink({ from, problem: null }), []);
  return { link, setLink, start };
}

const BUTTON =
  "h-control rounded-md border border-line-strong/60 bg-raised px-3 text-sm font-medium hover:bg-hover";

/** Says what the next tap does. */
export function LinkPanel({
  link,
  taps,
  graph,
}: {
  link: Link;
  taps: NonNullable<ReturnType<typeof useLinking>>;
  graph: PlanGraph;
}) {
  const title = graph.steps.find(({ id }) => id === link.from)?.title ?? link.from;
  return (
    <Panel position="top-center" className="!m-3 w-[calc(100%-1.5rem)] max-w-md">
      <div className="flex flex-wrap items-center justify-end gap-2 rounded-md border bg-raised px-3 py-2 shadow-raised">
        <p role="status" className="min-w-48 flex-1 text-sm">
          Tap the step that shall depend on “{title}”, or an empty place for a new one.
          {link.problem && <span className="block pt-1 text-danger">{link.problem}</span>}
        </p>
        <button type="button" className={BUTTON} onClick={taps.newStep}>
          New step
        </button>
        <button type="button" className={BUTTON} onClick={taps.cancel}>
          Cancel
        </button>
      </div>
    </Panel>
  );
}
