import type { OpenRun } from "./change-run.ts";
import { replanView } from "./replan-view.ts";

/**
 * Writes a decision about a replan and tells of it.
 * @param by the member who decided, or "system"
 */
export async function decideReplan(
  run: OpenRun,
  replanId: string,
  by: string,
  changes: {
    status: "accepted" | "rejected" | "void";
    explanation?: string | null;
    accepted?: number[];
  },
): Promise<void> {
  const decided = await run.tx.replan.update({
    where: { workspaceId_id: { workspaceId: run.workspaceId, id: replanId } },
    data: { ...changes, decidedBy: by, decidedAt: new Date() },
  });
  run.emit({ type: "replan.changed", replan: replanView(decided) });
}
