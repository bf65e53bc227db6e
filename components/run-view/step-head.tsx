import { X } from "lucide-react";
import { costText } from "#lib/domain/cost-text.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { stepCost } from "#lib/domain/run-cost.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import { STATUS_LOOK } from "#components/graph/run-status-look.ts";
import { Badge } from "#components/ui/badge.tsx";
import { IconButton } from "#components/ui/button.tsx";
import { Duration } from "./run-duration.tsx";

/** The head of an opened step: its title, its state, and by what, for how long and for how much it ran. */
export function StepHead({
  title,
  step,
  state,
  items,
  onClose,
}: {
  title: string;
  /** The step; of an item of a map, the map. */
  step: Step;
  state: StepRunView;
  /** Of a map, what it did for each thing: they are in its amounts. */
  items: readonly StepRunView[];
  onClose: () => void;
}) {
  const look = STATUS_LOOK[state.status];
  const cost = stepCost(state, items);
  const tokens = [state, ...items].reduce((sum, { model }) => sum + (model?.tokens ?? 0), 0);
  return (
    <div className="flex items-start gap-2 border-b px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold wrap-anywhere">{title}</h2>
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
          <Badge tone={state.status} icon={<look.icon aria-hidden="true" />}>
            {look.word}
          </Badge>
          <code className="font-mono">{state.tool ?? step.tool}</code>
          <Duration from={state.startedAt} to={state.finishedAt} />
          {(cost.micros > 0 || cost.unknown) && <span>{costText(cost)}</span>}
          {tokens > 0 && <span>{countOf(tokens, "token")}</span>}
        </div>
      </div>
      <IconButton label="Close the step" icon={<X />} size="small" onClick={onClose} className="-mr-2" />
    </div>
  );
}
