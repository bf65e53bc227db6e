import type { StepRunView } from "#lib/domain/run.ts";
import { STATUS_LOOK } from "#components/graph/run-status-look.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "./run-duration.tsx";

/** Items shown at first; a person who wants all of a thousand asks for them. */
const SHOWN = 100;

/** The items of a map with their states, those that need a look first; each opens like a step. */
export function ItemList({
  items,
  onSelect,
}: {
  items: readonly StepRunView[];
  onSelect: (stepId: string) => void;
}) {
  if (items.length === 0) return null;
  const done = items.filter(({ status }) => status === "succeeded" || status === "skipped").length;
  const sorted = items.toSorted((a, b) => rank(a) - rank(b) || place(a) - place(b));
  const left = sorted.length - SHOWN;
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">
        Items, {done} of {items.length} done
      </h3>
      <ol className="flex flex-col">
        {sorted.slice(0, SHOWN).map((item) => (
          <Item key={item.stepId} item={item} onSelect={onSelect} />
        ))}
      </ol>
      {left > 0 && (
        <details>
          <summary className="rounded-sm text-xs text-muted">{left} more</summary>
          <ol className="flex flex-col">
            {sorted.slice(SHOWN).map((item) => (
              <Item key={item.stepId} item={item} onSelect={onSelect} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Item({ item, onSelect }: { item: StepRunView; onSelect: (stepId: string) => void }) {
  const look = STATUS_LOOK[item.status];
  return (
    <li>
      <button
        type="button"
        onClick={() => onSelect(item.stepId)}
        className="flex w-full items-center gap-2 rounded-md px-1.5 py-1 text-left hover:bg-hover"
      >
        <span className="w-8 shrink-0 text-right text-xs text-muted tabular-nums">{place(item) + 1}</span>
        <Badge tone={item.status} icon={<look.icon aria-hidden />}>
          {look.word}
        </Badge>
        <span className="min-w-0 flex-1 truncate">{item.error?.message ?? item.summary}</span>
        <span className="shrink-0 text-xs text-muted tabular-nums">
          <Duration from={item.startedAt} to={item.finishedAt} />
        </span>
      </button>
    </li>
  );
}

function place(item: StepRunView): number {
  return item.item?.index ?? 0;
}

/** Failed ones first, then those under way, then the rest. */
function rank({ status }: StepRunView): number {
  if (status === "failed" || status === "waiting") return 0;
  return status === "running" ? 1 : 2;
}
