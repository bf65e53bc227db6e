import type { Replan } from "#lib/db/generated/client.ts";
import { ReplanView } from "#lib/domain/run.ts";

/** A stored replan as it is shown. */
export function replanView(row: Replan): ReplanView {
  const { id, status, note, patch, diff, explanation } = row;
  return ReplanView.parse({
    id,
    status,
    note,
    patch,
    diff,
    explanation,
    createdAt: row.createdAt.toISOString(),
  });
}
