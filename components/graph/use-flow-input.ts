import { useMemo } from "react";
import type { Finding } from "#lib/domain/finding.ts";
import type { PlanCanvasProps } from "./canvas-props.ts";
import type { FlowInput } from "./flow-mapping.ts";
import type { DrawnGraph } from "./groups/step-groups.ts";

const NO_STATES = {};
const NO_MARKS = {};
const NO_ESTIMATES = {};
const NO_ASKS = {};
const NO_COMMENTS = {};
const NOBODY = {};

/** What the cards are drawn from: another object only when something in it has changed. */
export function useFlowInput(
  props: PlanCanvasProps,
  {
    drawn,
    resting,
    routes,
    found,
    coarse,
  }: { drawn: DrawnGraph; resting: FlowInput["points"]; coarse: boolean } & Pick<
    FlowInput,
    "routes" | "found"
  >,
): FlowInput {
  const { graph, editable } = props;
  const tools = useMemo(() => new Map(props.tools.map((tool) => [tool.name, tool])), [props.tools]);
  const findings = useMemo(() => byStep(props.findings ?? []), [props.findings]);
  const { stepStates = NO_STATES, dependencyMarks = NO_MARKS } = props;
  return useMemo(
    () => ({
      graph,
      hidden: drawn.hidden,
      points: resting,
      routes,
      found,
      tools,
      stepStates,
      estimates: props.estimates ?? NO_ESTIMATES,
      findings,
      asks: props.asks ?? NO_ASKS,
      comments: props.comments ?? NO_COMMENTS,
      present: props.present ?? NOBODY,
      marks: props.marks ?? NO_MARKS,
      dependencyMarks,
      editable: editable !== false,
      dragSelectedOnly: coarse,
    }),
    [
      graph,
      drawn,
      resting,
      routes,
      found,
      tools,
      stepStates,
      props.estimates,
      findings,
      props.asks,
      props.comments,
      props.present,
      props.marks,
      dependencyMarks,
      editable,
      coarse,
    ],
  );
}

function byStep(findings: readonly Finding[]): Map<string, Finding[]> {
  const map = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.stepId) map.set(finding.stepId, [...(map.get(finding.stepId) ?? []), finding]);
  }
  return map;
}
