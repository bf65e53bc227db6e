import { z } from "zod";
import { SpendScope, type SpendCaps } from "./policy.ts";

/** What is capped, in the unit in which it is counted. `micros`: millionths of a dollar. */
export const SpendQuantity = z.enum(["micros", "tokens", "calls", "millis"]);
export type SpendQuantity = z.infer<typeof SpendQuantity>;

const amount = z.number().int();

/**
 * Why a call is not made. `cap`: it may take `needs`, and of `cap` so much is spent or held already; `passing`: it would fit when what
 * is held for others is taken back; `above`: the cap is that of a run which this one is a part of. `unknown_price`: nobody knows what a model costs, and there is a cap in dollars.
 */
export const SpendStop = z.discriminatedUnion("why", [
  z.object({
    why: z.literal("cap"),
    scope: SpendScope,
    quantity: SpendQuantity,
    cap: amount,
    counted: amount,
    needs: amount,
    passing: z.boolean(),
    above: z
      .object({ runId: z.string(), number: z.number().int(), planTitle: z.string() })
      .nullable()
      .default(null),
  }),
  z.object({ why: z.literal("unknown_price"), model: z.string() }),
]);
export type SpendStop = z.infer<typeof SpendStop>;

const amounts = z.partialRecord(SpendQuantity, amount);

/** To what people raised the spend caps of a run, and of steps in it; and models of unknown price that it may ask. */
export const RaisedCaps = z.object({
  run: amounts.default({}),
  steps: z.record(z.string(), amounts).default({}),
  models: z.array(z.string()).default([]),
});
export type RaisedCaps = z.infer<typeof RaisedCaps>;

/** The spend cap that a person raises a run's or a step's to, in the unit in which it is counted. */
export const RaiseTo = z.object({ to: z.number().int().min(0).max(1_000_000_000_000) });
export type RaiseTo = z.infer<typeof RaiseTo>;

/** Whether the people of a run can let it go on; a cap of a day is the policy's alone. */
export function canBeRaised(stop: SpendStop): boolean {
  return stop.why === "unknown_price" || stop.scope === "run" || stop.scope === "step";
}

/** What a cap must be raised to at least so that what was refused fits; of a model of unknown price null. */
export function leastRaise(stop: SpendStop): number | null {
  return stop.why === "cap" ? stop.counted + stop.needs : null;
}

/** A policy's caps as they are counted, scope by scope; empty: there is none. */
export type CapRow = { scope: SpendScope } & Record<SpendQuantity, number | null>;

/** The scopes in which a policy caps anything. */
export function capRows(caps: SpendCaps): CapRow[] {
  return SpendScope.options.flatMap((scope) => {
    const { micros, tokens, calls, seconds } = caps[scope];
    const millis = seconds === null ? null : seconds * 1_000;
    const row = { scope, micros, tokens, calls, millis };
    return [micros, tokens, calls, millis].every((cap) => cap === null) ? [] : [row];
  });
}

/** An amount in words: "$0.0021", "1,200 tokens", "1 call", "12.5 s". */
export function amountText(quantity: SpendQuantity, count: number): string {
  const plural = (word: string) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
  switch (quantity) {
    case "micros": {
      const dollars = count / 1_000_000;
      return `$${count !== 0 && Math.abs(dollars) < 0.01 ? dollars.toFixed(6).replace(/0{1,2}$/, "") : dollars.toFixed(2)}`;
    }
    case "tokens":
      return plural("token");
    case "calls":
      return plural("call");
    case "millis":
      return `${(count / 1_000).toLocaleString("en", { maximumFractionDigits: 1 })} s`;
  }
}

const WHOSE: Record<SpendScope, string> = {
  step: "This step may take",
  run: "This run may take",
  day: "All runs of the workspace may take, on one day (UTC),",
  memberDay: "The runs that one member starts on one day (UTC) may take",
};

/**
 * Which cap a step waits at, and how much of it is left, in a sentence.
 * @param what the call that was not made: a tool's or a model's name
 */
export function stopSentence(stop: SpendStop, what: string): string {
  if (stop.why === "unknown_price") {
    return `Nobody knows what the model ${stop.model} costs, and there is a spend cap in dollars.`;
  }
  const { scope, quantity, cap, counted, needs, above } = stop;
  const text = (count: number) => amountText(quantity, count);
  const whose =
    above === null
      ? WHOSE[scope]
      : `Run ${above.number} of “${above.planTitle}”, which this run is a part of, may take with all its parts`;
  return `${whose} ${text(cap)}. Spent or held so far: ${text(counted)}; ${what} may take ${text(needs)} more.`;
}
