import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { StepNode } from "../flow-mapping.ts";
import { ToolIcon } from "../tool-icon.tsx";
import { StepCard } from "./step-card.tsx";

/** A step that uses a tool. */
export const ToolNode = memo(function ToolNode({ data, selected }: NodeProps<StepNode>) {
  const name = data.run?.tool ?? data.step.tool;
  const fallback = data.run?.fallback ?? null;
  return (
    <StepCard
      data={data}
      selected={selected}
      icon={<ToolIcon tool={name} />}
      line={
        <span title={name}>
          {data.tool?.title ?? (name || "No tool chosen")}
          {fallback !== null && " (fallback)"}
        </span>
      }
    />
  );
});
