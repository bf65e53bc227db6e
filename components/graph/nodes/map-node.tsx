import type { NodeProps } from "@xyflow/react";
import { Layers } from "lucide-react";
import { memo } from "react";
import type { StepNode } from "../flow-mapping.ts";
import { StepCard } from "./step-card.tsx";
import { ToolLine } from "./tool-line.tsx";

/** A step that uses its tool for each item of a list. */
export const MapNode = memo(function MapNode({ data, selected }: NodeProps<StepNode>) {
  return (
    <StepCard
      data={data}
      selected={selected}
      icon={<Layers />}
      line={<ToolLine data={data} />}
      detail={`Each of ${data.list ?? "a list"}`}
    />
  );
});
