import type { Node } from "@xyflow/react";
import type { StepId } from "#lib/domain/ids.ts";
import type { StepRunStatus } from "#lib/domain/run.ts";
import type { Point } from "../canvas-props.ts";
import { edgeId } from "../edge-id.ts";
import {
  FOUND,
  HANDLES,
  type Chosen,
  type DependencyEdge,
  type FlowInput,
  type LineInput,
} from "../flow-mapping.ts";
import { CARD } from "../level-layout.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { STATUS_LOOK } from "../run-status-look.ts";
import { tagOf, type DrawnGraph, type StepGroup } from "./step-groups.ts";

/** What the card of a collapsed group shows. */
export type GroupCardData = {
  group: StepGroup;
  /** How many of its steps are in each state of the run, those that want a person first. */
  states: [StepRunStatus, number][];
  problems: number;
  comments: number;
};
export type GroupNode = Node<GroupCardData, "group">;

/** The tag of an open group, by which it is collapsed. */
export type GroupTagNode = Node<{ group: StepGroup }, "groupTag">;

/** States in the order in which a card has room for them. */
const ORDER: readonly StepRunStatus[] = [
  "failed",
  "waiting",
  "running",
  "ready",
  "succeeded",
  "skipped",
  "cancelled",
  "blocked",
];

/** Collapsed groups as React Flow nodes. */
export function toGroupNodes(
  input: FlowInput,
  { selection, tabStop }: Chosen,
  { collapsed }: DrawnGraph,
): GroupNode[] {
  return collapsed.map((group) => {
    const data = groupCard(group, input);
    return {
      id: group.id,
      type: "group",
      position: input.points[group.id] ?? { x: 0, y: 0 },
      selected: group.stepIds.every((id) => selection.has(id)),
      className: group.stepIds.some((id) => input.found?.has(id)) ? FOUND : "",
      width: CARD.width,
      height: CARD.height,
      measured: { width: CARD.width, height: CARD.height },
      connectable: false,
      ariaLabel: groupLabel(data),
      domAttributes: { tabIndex: tabStop === group.id ? 0 : -1 },
      data,
    };
  });
}

function groupCard(group: StepGroup, input: FlowInput): GroupCardData {
  const counts = new Map<StepRunStatus, number>();
  let [problems, comments] = [0, 0];
  for (const id of group.stepIds) {
    const status = input.stepStates[id]?.status;
    if (status) counts.set(status, (counts.get(status) ?? 0) + 1);
    if (input.findings.get(id)?.some(({ severity }) => severity === "error")) problems += 1;
    comments += input.comments[id]?.open ?? 0;
  }
  const states = ORDER.flatMap((status): [StepRunStatus, number][] => {
    const count = counts.get(status);
    return count === undefined ? [] : [[status, count]];
  });
  return { group, states, problems, comments };
}

function groupLabel({ group, states, problems }: GroupCardData): string {
  return [
    `${group.title}, group of ${group.stepIds.length} steps, collapsed`,
    ...states.map(([status, count]) => `${count} ${STATUS_LOOK[status].word.toLowerCase()}`),
    problems > 0 && `${problems} with problems`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Room between a tag and the card it stands at. */
const TAG_GAP = 10;
const TAG = { width: 132, height: 26 } as const;

/** Tags of open groups: a level's before its first card, a subplan's above the step it is entered by. */
export function toGroupTags(
  points: Readonly<Record<StepId, Point>>,
  { open }: DrawnGraph,
  direction: PlanDirection,
): GroupTagNode[] {
  return open.flatMap((group): GroupTagNode[] => {
    const level = group.by === "level";
    const corners = (level ? group.stepIds : group.stepIds.slice(0, 1)).flatMap((id) => points[id] ?? []);
    if (corners.length === 0) return [];
    const x = corners.reduce((least, point) => Math.min(least, point.x), Number.POSITIVE_INFINITY);
    const y = corners.reduce((least, point) => Math.min(least, point.y), Number.POSITIVE_INFINITY);
    const before = { x: x - TAG.width - TAG_GAP, y: y + (CARD.height - TAG.height) / 2 };
    const above = { x, y: y - TAG.height - TAG_GAP };
    return [
      {
        id: tagOf(group.id),
        type: "groupTag",
        position: level && direction === "down" ? before : above,
        ...TAG,
        measured: TAG,
        draggable: false,
        selectable: false,
        connectable: false,
        focusable: false,
        data: { group },
      },
    ];
  });
}

/** Lines from and to collapsed groups, each for all the dependencies it stands for. */
export function toBundles(
  input: LineInput,
  { bundles, collapsed }: Pick<DrawnGraph, "bundles" | "collapsed">,
): DependencyEdge[] {
  const titles = new Map([...input.names, ...collapsed.map(({ id, title }) => [id, title] as const)]);
  return bundles.map(({ from, to, count }) => {
    const [fromTitle, toTitle] = [titles.get(from) ?? from, titles.get(to) ?? to];
    const id = edgeId({ from, to });
    return {
      id,
      type: "dependency",
      source: from,
      target: to,
      sourceHandle: HANDLES.out,
      targetHandle: HANDLES.in,
      selectable: false,
      ariaLabel: `${toTitle} depends on ${fromTitle}${count > 1 ? `: ${count} dependencies` : ""}`,
      data: {
        dependency: { from, to },
        fromTitle,
        toTitle,
        fromStatus: input.stepStates[from]?.status ?? null,
        toStatus: input.stepStates[to]?.status ?? null,
        mark: null,
        route: input.routes[id] ?? null,
        editable: false,
        count,
      },
    };
  });
}
