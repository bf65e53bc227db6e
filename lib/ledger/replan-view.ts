import type { Replan } from "#lib/db/generated/client.ts";
import { ReplanView } from "#lib/domain/replan.ts";

/** A stored replan as it is shown. */
export function replanView(row: Replan): ReplanView {
  const { id, status, cause, note, question, choice, steps, changes, accepted, diff, explanation } = row;
  return ReplanView.parse({
    id,
    status,
    cause,
    note,
    question,
    choice,
    steps,
    changes,
    accepted,
    diff,
    explanation,
    createdAt: row.createdAt.toISOString(),
  });
}
