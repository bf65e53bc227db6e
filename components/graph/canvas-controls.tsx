import { Panel, useReactFlow } from "@xyflow/react";
import { ArrowDown, ArrowRight, BoxSelect, LayoutGrid, Maximize, Minus, Plus } from "lucide-react";
import { CanvasButton } from "./canvas-button.tsx";
import { useDirection } from "./canvas-context.ts";
import { moveTime } from "./move-time.ts";

/** The buttons in the canvas' corner: zoom, fit, tidy, and which way the plan is read. */
export function CanvasControls({
  several,
  onSeveral,
  onZoom,
  onFit,
  onTidy,
  onTurn,
}: {
  /** Whether taps select several cards; null where keys do that. */
  several: boolean | null;
  onSeveral: (several: boolean) => void;
  /** A button zooms the view. */
  onZoom: () => void;
  onFit: () => void;
  onTidy: () => void;
  onTurn: () => void;
}) {
  const flow = useReactFlow();
  const down = useDirection() === "down";
  return (
    <Panel position="bottom-left" className="!m-3">
      <div role="toolbar" aria-label="View" className="flex rounded-md border bg-raised p-0.5 shadow-raised">
        <CanvasButton
          label="Zoom out"
          icon={<Minus />}
          onClick={() => {
            onZoom();
            void flow.zoomOut({ duration: moveTime(120) });
          }}
        />
        <CanvasButton
          label="Zoom in"
          icon={<Plus />}
          onClick={() => {
            onZoom();
            void flow.zoomIn({ duration: moveTime(120) });
          }}
        />
        <CanvasButton label="Fit the plan into view (1)" icon={<Maximize />} onClick={onFit} />
        <CanvasButton
          label="Tidy: lay out all steps again (Shift+T)"
          icon={<LayoutGrid />}
          onClick={onTidy}
        />
        <CanvasButton
          label={down ? "Read left to right (Shift+L)" : "Read top to bottom (Shift+L)"}
          icon={down ? <ArrowRight /> : <ArrowDown />}
          onClick={onTurn}
        />
        {several !== null && (
          <CanvasButton
            label="Select several steps: tap them, or draw over them"
            icon={<BoxSelect />}
            pressed={several}
            onClick={() => onSeveral(!several)}
          />
        )}
      </div>
    </Panel>
  );
}
