import type { NodeProps } from "@xyflow/react";
import type { ComponentType } from "react";
import type { StepKind } from "#lib/domain/step.ts";
import type { CanvasNode } from "../groups/canvas-node.ts";
import type { StepNode } from "../flow-mapping.ts";
import { GroupNode, GroupTag } from "./group-node.tsx";
import { MapNode } from "./map-node.tsx";
import { ToolNode } from "./tool-node.tsx";

/** The card of each kind of step. A new kind does not compile until it has one. */
const STEP_TYPES = { tool: ToolNode, map: MapNode } satisfies Record<
  StepKind,
  ComponentType<NodeProps<StepNode>>
>;

/** The same with those of groups, for React Flow. */
export const NODE_TYPES = { ...STEP_TYPES, group: GroupNode, groupTag: GroupTag } satisfies Record<
  NonNullable<CanvasNode["type"]>,
  unknown
>;
