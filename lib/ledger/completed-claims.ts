import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Json } from "#lib/domain/json.ts";
import { Manifest } from "#lib/domain/manifest.ts";
import { Step } from "#lib/domain/step.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { ClaimedStep, EarlierStep } from "./advance.ts";
import type { RunKey } from "./keys.ts";
import { loadValue } from "./large-values.ts";

/** A step as advance_steps hands it over. */
export const ClaimedRow = z.object({
  workspaceId: z.string(),
  runId: z.string(),
  stepId: z.string(),
  attempt: z.number(),
  step: Step,
  item: z.number().nullable(),
  itemValue: z.unknown(),
  missing: z.array(z.string()).nullable(),
  firstCall: z.number(),
  versionNumber: z.number(),
  reuseFrom: z.string().nullable(),
  outputs: z.array(z.object({ stepId: z.string(), title: z.string(), output: z.unknown() })).nullable(),
});
export type ClaimedRow = z.infer<typeof ClaimedRow>;

/** What all steps of a run's version share. */
type Surroundings = Pick<ClaimedStep, "goal" | "toolVersions" | "manifest">;

/** A run's version never changes, so each is loaded once. */
const known = new WeakMap<Db, Map<string, Surroundings>>();
const MOST_KNOWN = 1_000;

/** Adds to claimed steps what the claim did not hand over: what their runs share, and large values. */
export async function completeClaims(
  db: Db,
  workerId: string,
  rows: readonly ClaimedRow[],
): Promise<ClaimedStep[]> {
  if (rows.length === 0) return [];
  const shared = await surroundings(db, rows);
  return Promise.all(
    rows.map(async (row): Promise<ClaimedStep> => {
      const { workspaceId, runId, stepId, attempt, step, item, missing, reuseFrom, firstCall } = row;
      const around = shared.get(nameOf(row)) ?? { goal: null, toolVersions: {}, manifest: null };
      return {
        workspaceId,
        runId,
        stepId,
        attempt,
        workerId,
        step,
        reuseFrom,
        firstCall,
        ...around,
        outputs: await loadOutputs(db, row),
        // jsonb's null inside the answer is JSON's.
        item: item === null ? null : { index: item, value: await loadValue(db, row, json(row.itemValue)) },
        missing: missing ? missing.map((sentence) => restoreUnstorable(sentence) as string) : [],
      };
    }),
  );
}

async function loadOutputs(db: Db, row: ClaimedRow): Promise<Map<string, EarlierStep>> {
  const outputs = new Map<string, EarlierStep>();
  for (const { stepId, title, output } of row.outputs ?? []) {
    outputs.set(stepId, { title, output: await loadValue(db, row, json(output)) });
  }
  return outputs;
}

/** It was JSON text in the database's answer, so it is JSON; checking it again would cost more than the claim. */
function json(value: unknown): Json {
  return (value ?? null) as Json;
}

function nameOf({ runId, versionNumber }: { runId: string; versionNumber: number }): string {
  return `${runId} ${versionNumber}`;
}

async function surroundings(db: Db, rows: readonly ClaimedRow[]): Promise<ReadonlyMap<string, Surroundings>> {
  const cache = known.get(db) ?? new Map<string, Surroundings>();
  known.set(db, cache);
  const missing = rows.filter((row) => !cache.has(nameOf(row)));
  if (missing.length === 0) return cache;
  // The oldest go first; what this claim needs stays.
  for (const name of cache.keys()) {
    if (cache.size < MOST_KNOWN) break;
    if (!rows.some((row) => nameOf(row) === name)) cache.delete(name);
  }
  for (const [name, around] of await loadSurroundings(db, missing)) cache.set(name, around);
  return cache;
}

const SurroundingsRow = z.object({
  runId: z.string(),
  toolVersions: z.record(z.string(), z.string()),
  goal: GoalAnalysis.nullable(),
  manifest: Manifest.nullable(),
});

async function loadSurroundings(
  db: Db,
  rows: readonly (RunKey & { versionNumber: number })[],
): Promise<Map<string, Surroundings>> {
  const versions = new Map(rows.map((row) => [row.runId, row]));
  const keys = [...versions.values()].map(({ workspaceId, runId }) => ({ workspaceId, runId }));
  const found = await db.$queryRaw`
    select r.id as "runId", r.tool_versions as "toolVersions", p.analysis as goal, r.manifest
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k("workspaceId" text, "runId" text)
    join runs r on r.workspace_id = k."workspaceId" and r.id = k."runId"
    join plans p on p.workspace_id = r.workspace_id and p.id = r.plan_id`;
  const parsed = z.array(SurroundingsRow).parse(found);
  return new Map(
    parsed.flatMap(({ runId, ...around }) => {
      const row = versions.get(runId);
      return row ? [[nameOf(row), around] as const] : [];
    }),
  );
}
