import type { StepNode } from "../flow-mapping.ts";
import type { GroupNode, GroupTagNode } from "./group-nodes.ts";

/** Everything that stands on the canvas: steps, collapsed groups, and tags of open ones. */
export type CanvasNode = StepNode | GroupNode | GroupTagNode;
