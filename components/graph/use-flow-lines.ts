import { useMemo } from "react";
import type { Step } from "#lib/domain/step.ts";
import type { FlowMemory } from "./flow-memory.ts";
import type { DependencyEdge, FlowInput } from "./flow-mapping.ts";
import type { DrawnGraph } from "./groups/step-groups.ts";
import { useSettled } from "./use-settled.ts";

/** The lines between cards and groups: the same list until what they show changes. */
export function useFlowLines(
  memory: FlowMemory,
  { graph, routes, stepStates, dependencyMarks, editable }: FlowInput,
  { hidden, bundles, collapsed }: DrawnGraph,
  selectedEdge: string | null,
): DependencyEdge[] {
  const { dependencies } = graph;
  const names = useNames(graph.steps);
  return useMemo(() => {
    const input = { dependencies, names, hidden, routes, stepStates, dependencyMarks, editable };
    return memory.edges(input, { bundles, collapsed }, selectedEdge);
  }, [
    memory,
    dependencies,
    names,
    hidden,
    routes,
    stepStates,
    dependencyMarks,
    editable,
    bundles,
    collapsed,
    selectedEdge,
  ]);
}

/** Titles by step id, for the lines between them. Who types one of a large plan need not wait for thousands of lines at each key. */
function useNames(steps: readonly Step[]): ReadonlyMap<string, string> {
  const now = useMemo(() => new Map(steps.map(({ id, title }) => [id, title])), [steps]);
  const settled = useSettled(now);
  const ofTheSame = now.size === settled.size && steps.every(({ id }) => settled.has(id));
  return ofTheSame ? settled : now;
}
