import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { StepNode } from "../flow-mapping.ts";
import { ToolIcon } from "../tool-icon.tsx";
import { StepCard } from "./step-card.tsx";
import { ToolLine } from "./tool-line.tsx";

/** A step that uses a tool. */
export const ToolNode = memo(function ToolNode({ data, selected }: NodeProps<StepNode>) {
  return (
    <StepCard
      data={data}
      selected={selected}
      icon={<ToolIcon tool={data.run?.tool ?? data.step.tool} />}
      line={<ToolLine data={data} />}
    />
  );
});
