import { z } from "zod";
import { ask, type Db } from "#lib/db/client.ts";
import { SpendStop, type CapRow } from "#lib/domain/spend.ts";
import type { StepToken } from "./keys.ts";

/** The caps of the policy that is in force, and its number. */
export type CapsInForce = { policy: number; caps: readonly CapRow[] };

/**
 * What a call may take at most. `micros`: null when nobody knows, and then all that is left is held; `leastMillis`: how much time is
 * enough when there is less than `millis`; `unpriced`: a model whose price nobody knows.
 */
export const SpendNeed = z.object({
  kind: z.enum(["tool", "model"]),
  tool: z.string().nullable(),
  micros: z.number().nullable(),
  tokens: z.number(),
  millis: z.number(),
  leastMillis: z.number(),
  unpriced: z.string().nullable(),
});
export type SpendNeed = z.infer<typeof SpendNeed>;

/** A call with what it may take, by its own id and that of the call that it belongs to. */
export type NewHold = SpendNeed & { id: string; callId: string };

const Left = z.object({ micros: z.number().nullable(), tokens: z.number().nullable() });

export const Held = z.union([
  z.object({ held: z.literal(true), micros: z.number(), millis: z.number() }),
  z.object({ held: z.literal(false), stop: SpendStop.nullable(), left: Left.optional() }),
]);
/** What is held for a call; or at which cap it is stopped (null: its token is stale) and what is left there. */
export type Held = z.infer<typeof Held>;

/** What a call took in the end. */
export type SpendChange = { id: string; micros: number; tokens: number; calls: number; millis: number };

/** A hold as hold_spend takes it. */
export function holdRow(token: StepToken, inForce: CapsInForce, hold: NewHold): object {
  return { ...token, ...inForce, ...hold, calls: 1 };
}

/**
 * Holds what a call may take at most under every cap that covers it, in one statement, conditional on the token. See hold_spend in
 * prisma/migrations.
 */
export async function holdSpend(
  db: Db,
  token: StepToken,
  inForce: CapsInForce,
  hold: NewHold,
): Promise<Held> {
  const payload = JSON.stringify(holdRow(token, inForce, hold));
  return whenSettled(db, async () =>
    Held.parse(await ask(db, "hold_spend", "select hold_spend($1::jsonb) as answer", [payload])),
  );
}

/** Asks for a hold and, when calls are in its way that may have ended meanwhile, once more after these are settled. */
export async function whenSettled(db: Db, attempt: () => Promise<Held>): Promise<Held> {
  const held = await attempt();
  const passes = !held.held && held.stop?.why === "cap" && held.stop.passing;
  return passes && (await settleSpend(db)) > 0 ? attempt() : held;
}

/** Whether a call would fit, besides so much of others that are about to be made. */
export async function lookForRoom(
  db: Db,
  step: Pick<StepToken, "workspaceId" | "runId" | "stepId">,
  inForce: CapsInForce,
  need: SpendNeed,
  besides: Pick<SpendNeed, "micros" | "tokens" | "millis"> & { calls: number },
): Promise<Held> {
  const payload = JSON.stringify({ ...step, ...inForce, ...need, calls: 1, looking: true, besides });
  return Held.parse(await ask(db, "hold_spend", "select hold_spend($1::jsonb) as answer", [payload]));
}

/** Counts what requests to models took instead of what was held for them. What was counted already stays as it is. */
export async function changeHolds(
  db: Db,
  { workspaceId, runId, stepId }: StepToken,
  changes: readonly SpendChange[],
): Promise<void> {
  const rows = changes.map((change) => ({ workspaceId, runId, stepId, status: "settled", ...change }));
  await ask(db, "change_holds", "select change_holds($1::jsonb) as answer", [JSON.stringify(rows)]);
}

const AT_ONCE = 500;

/**
 * Settles holds of calls that have ended since, whoever ended them. Any number of workers may do this at the same time.
 * @returns how many there were
 */
export async function settleSpend(db: Db): Promise<number> {
  return z.number().parse(await ask(db, "settle_spend", "select settle_spend($1) as answer", [AT_ONCE]));
}
