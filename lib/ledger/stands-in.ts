import type { Db } from "#lib/db/client.ts";
import { Json } from "#lib/domain/json.ts";
import type { RunKey } from "./keys.ts";
import { loadValue } from "./large-values.ts";

/** Whether a text stands, word for word, in what one of these steps gave. */
export async function standsIn(
  db: Db,
  key: RunKey,
  steps: readonly string[],
  text: string,
): Promise<boolean> {
  const { workspaceId, runId } = key;
  const rows = await db.stepRun.findMany({
    where: { workspaceId, runId, stepId: { in: [...steps] } },
    select: { output: true },
  });
  for (const { output } of rows) {
    if (holds(await loadValue(db, key, Json.parse(output ?? null)), text)) return true;
  }
  return false;
}

function holds(value: Json, text: string): boolean {
  if (typeof value === "string") return value.includes(text);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, part]) => key.includes(text) || holds(part, text));
}
