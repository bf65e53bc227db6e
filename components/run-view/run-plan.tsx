import { useMemo } from "react";
import type { StepMark } from "#components/graph/canvas-props.ts";
import { PlanCanvas } from "#components/graph/plan-canvas.tsx";
import { useCanvasCommands } from "#components/palette/use-canvas-commands.ts";
import { tellTidied } from "#components/shell/tell-tidied.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { PlaybackControls } from "./playback-bar.tsx";
import { positionsKeyOf } from "./run-address.ts";
import { statesOf } from "./step-states.ts";
import type { usePlayback } from "./use-playback.ts";

const NO_MARKS = {};

/** With more steps than this at work, nothing on the canvas moves for each of them: see canvas.css. */
const MOST_MOVING = 8;

function isCrowded({ steps }: RunView): boolean {
  return steps.filter(({ status }) => status === "running").length > MOST_MOVING;
}

/** The run's plan with its states, and what plays them back. */
export function RunPlan({
  runId,
  shown,
  tools,
  playback,
  offered,
  selection,
  onSelect,
  marks,
}: {
  runId: string;
  /** The run as it is, or as it was where it is played back. */
  shown: RunView;
  tools: ToolSpec[];
  playback: ReturnType<typeof usePlayback>;
  /** Whether it can be played back. */
  offered: boolean;
  selection: readonly StepId[];
  onSelect: (stepIds: StepId[]) => void;
  marks: Readonly<Record<StepId, StepMark>>;
}) {
  const states = useMemo(() => statesOf(shown), [shown]);
  const offer = useCanvasCommands();
  return (
    <div className="relative flex min-h-48 flex-1 flex-col max-lg:h-80 max-lg:flex-none">
      <h2 className="sr-only">Plan</h2>
      <PlaybackControls playback={playback} offered={offered} />
      <div className="min-h-0 flex-1" data-crowded={isCrowded(shown) || undefined}>
        <PlanCanvas
          graph={shown.graph}
          positionsKey={positionsKeyOf(runId)}
          tools={tools}
          editable={false}
          onTidied={tellTidied}
          selection={selection}
          onSelect={onSelect}
          stepStates={states}
          marks={playback.view ? NO_MARKS : marks}
          offer={offer}
          label="The run's plan"
        />
      </div>
    </div>
  );
}
