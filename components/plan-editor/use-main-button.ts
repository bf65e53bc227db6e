import { useMemo } from "react";
import { showToast } from "#components/ui/toast.tsx";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { mayChangeThings } from "#lib/domain/tool-effects.ts";
import type { Editor } from "./editor-context.ts";
import type { useApply } from "./live-run/use-apply.ts";
import { useRun } from "./use-run.ts";

/** The editor's main button, and what it asks before a run starts. */
export type MainButton = {
  label: string;
  /** Why it cannot be used, or null. */
  obstacle: string | null;
  busy: boolean;
  press: () => void;
  /** Who starts a run approves what it may use. Where that is only reading, the word would frighten for nothing. */
  approves: boolean;
  start: ReturnType<typeof useRun>;
};

/**
 * What the main button does: it runs the plan, or applies what is edited to the run that is under way.
 * @param obstacles what is wrong with the plan, and why its comments keep it from being run
 */
export function useMainButton(
  editor: Editor,
  graph: PlanGraph,
  applying: ReturnType<typeof useApply>,
  obstacles: { faults: string | null; commented: string | null },
): MainButton {
  const { tools, live } = editor;
  const { faults, commented } = obstacles;
  const approves = useMemo(() => mayChangeThings(graph, tools), [graph, tools]);
  const start = useRun(editor, () => commented);
  const obstacle = faults ?? commented ?? (live ? applying.obstacle : null);
  return {
    label: live ? "Apply to the run" : approves ? "Approve and run" : "Run",
    obstacle,
    busy: live ? applying.busy : start.busy && start.asking === null,
    press: () => {
      // Fingers meet no tooltip, and keys no button.
      if (obstacle !== null) showToast(obstacle, "error");
      else if (live) applying.apply();
      else start.run();
    },
    approves,
    start,
  };
}
