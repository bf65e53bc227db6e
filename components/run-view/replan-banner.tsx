"use client";

import { Minus, Pencil, Plus, Check } from "lucide-react";
import type { ReactNode } from "react";
import { acceptReplan } from "#lib/actions/accept-replan.ts";
import { rejectReplan } from "#lib/actions/reject-replan.ts";
import type { ReplanView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { stepTitles } from "./step-titles.ts";
import { useVerb } from "./use-verb.ts";

/** A replan while it is being made, waits for a decision, or came to nothing. */
export function ReplanBanner({
  run,
  replan,
  refresh,
}: {
  run: RunView;
  replan: ReplanView;
  refresh: () => void;
}) {
  if (replan.status === "planning") {
    return (
      <Banner>
        <Spinner label={`The planner is working on a replan: ${replan.note}`} />
      </Banner>
    );
  }
  if (replan.status === "void") {
    return (
      <Banner tone="warning" title="The proposed replan no longer fits">
        <p>{replan.explanation ?? "The run has moved on since. Ask for another one if you still need it."}</p>
      </Banner>
    );
  }
  if (replan.status === "failed") {
    return (
      <Banner tone="error" title="The planner has no replan to propose">
        <p>{replan.explanation ?? "Try again with other words."}</p>
      </Banner>
    );
  }
  if (replan.status === "proposed") return <Proposal run={run} replan={replan} refresh={refresh} />;
  return null;
}

function Proposal({ run, replan, refresh }: { run: RunView; replan: ReplanView; refresh: () => void }) {
  const verb = useVerb(refresh);
  const title = stepTitles(run.graph, replan.patch);
  const input = { runId: run.id, replanId: replan.id };
  const diff = replan.diff;
  return (
    <section aria-label="Proposed replan" className="rounded-md border border-accent/40 bg-surface">
      <div className="flex flex-wrap items-start gap-3 px-3 py-2.5">
        <div className="min-w-0 flex-1 basis-80">
          <h2 className="font-semibold">The planner proposes a replan</h2>
          <p className="text-muted">Your note: {replan.note}</p>
          {replan.explanation && <p className="mt-1">{replan.explanation}</p>}
        </div>
        <div className="flex gap-2">
          <Button
            busy={verb.busy === "reject"}
            onClick={() => void verb.run("reject", () => rejectReplan(input))}
          >
            Reject
          </Button>
          <Button
            variant="primary"
            busy={verb.busy === "accept"}
            onClick={() =>
              void verb.run("accept", (idempotencyKey) => acceptReplan({ ...input, idempotencyKey }))
            }
          >
            Accept
          </Button>
        </div>
      </div>
      {diff && (
        <div className="grid gap-x-4 gap-y-3 border-t px-3 py-2.5 sm:grid-cols-2 lg:grid-cols-4">
          <Group
            label="Added"
            icon={<Plus className="text-status-succeeded" />}
            items={diff.added.map(title)}
          />
          <Group
            label="Changed"
            icon={<Pencil className="text-status-waiting" />}
            items={diff.changed.map(({ stepId, what }) => `${title(stepId)}: ${what.join(", ")}`)}
          />
          <Group
            label="Dropped"
            icon={<Minus className="text-status-failed" />}
            items={diff.dropped.map(title)}
            struck
          />
          <Group label="Kept" icon={<Check className="text-muted" />} items={diff.kept.map(title)} quiet />
        </div>
      )}
    </section>
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
    <div>
      <h3 className="flex items-center gap-1.5 text-xs font-semibold [&_svg]:size-3.5">
        {icon}
        {label} <span className="font-normal text-muted">{items.length}</span>
      </h3>
      <ul
        className={quiet ? "max-h-25 overflow-y-auto text-muted" : undefined}
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
