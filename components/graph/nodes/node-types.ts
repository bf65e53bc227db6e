import type { NodeProps } from "@xyflow/react";
import type { ComponentType } from "react";
import type { StepKind } from "#lib/domain/step.ts";
import type { StepNode } from "../flow-mapping.ts";
import { MapNode } from "./map-node.tsx";
import { ToolNode } from "./tool-node.tsx";

/** The card of each kind of step. A new kind does not compile until it has one. */
export const NODE_TYPES = { tool: ToolNode, map: MapNode } satisfies Record<
  StepKind,
  ComponentType<NodeProps<StepNode>>
>;
