import { Check, Minus, Pencil, Plus, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import type { ReplanView } from "#lib/domain/replan.ts";

/** What a replan does to each step: done again, added, changed, dropped or kept. */
export function ReplanEffects({
  replan: { changes, diff, steps, choice },
  title,
}: {
  replan: ReplanView;
  /** What a step is called. */
  title: (stepId: string) => string;
}) {
  if (!diff && steps.length === 0) return null;
  return (
    <div className="grid gap-x-4 gap-y-3 border-t px-3 py-2.5 sm:grid-cols-2 lg:grid-cols-4">
      <Group
        label={choice === "fall_back" && changes.length === 0 ? "Next fallback" : "Done again"}
        icon={<RotateCw className="text-accent" />}
        items={steps.map(title)}
      />
      <Group
        label="Added"
        icon={<Plus className="text-status-succeeded" />}
        items={(diff?.added ?? []).map(title)}
      />
      <Group
        label="Changed"
        icon={<Pencil className="text-status-waiting" />}
        items={(diff?.changed ?? []).map(({ stepId, what }) => `${title(stepId)}: ${what.join(", ")}`)}
      />
      <Group
        label="Dropped"
        icon={<Minus className="text-status-failed" />}
        items={(diff?.dropped ?? []).map(title)}
        struck
      />
      <Group
        label="Kept"
        icon={<Check className="text-muted" />}
        items={(diff?.kept ?? []).map(title)}
        quiet
      />
    </div>
  );
}

function Group({
  label,
  icon,
  items,
  struck = false,
  quiet = false,
}: {
  label: string;
  icon: ReactNode;
  items: string[];
  struck?: boolean;
  quiet?: boolean;
}) {
  if (items.length === 0) return null;
  return (
    <div className="min-w-0">
      <h3 className="flex items-center gap-1.5 text-xs font-semibold [&_svg]:size-3.5">
        {icon}
        {label} <span className="font-normal text-muted">{items.length}</span>
      </h3>
      <ul
        className={quiet ? "max-h-25 overflow-y-auto text-muted" : "[overflow-wrap:anywhere]"}
        // The long list scrolls; focusable, so that the keyboard can.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={quiet ? 0 : undefined}
      >
        {items.map((item) => (
          <li key={item} className={struck ? "line-through" : undefined}>
            {item}
          </li>
        ))}
      </ul>
    </div>
  );
}
