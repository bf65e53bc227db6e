import { z } from "zod";
import { evaluateExpression } from "#lib/domain/expressions.ts";
import { Json, type JsonObject } from "#lib/domain/json.ts";
import { abortable } from "../abortable.ts";
import { ToolError, type Parking, type ToolContext, type ToolResult } from "../contract.ts";

/** What waiting gives. */
export const WaitOutput = z.object({
  reached: z.boolean().describe("False when the condition did not hold in time"),
  waitedSeconds: z.number().describe("How long it waited"),
  tries: z.number().int().describe("How often it was looked; 0 when only time had to pass"),
  last: Json.describe("What the tool that was looked by gave last; null when there was none"),
});
type WaitOutput = z.infer<typeof WaitOutput>;
type Waited = ToolResult<WaitOutput> | Parking;

/** What a wait goes on from: when it began, and how often it was looked. */
const WaitState = z.object({ since: z.iso.datetime(), tries: z.number().int() });
type WaitState = z.infer<typeof WaitState>;

const LONGEST_MS = 366 * 86_400_000;

/** Waits until a moment, or for some minutes from the step's beginning. */
export function waitForMoment(
  { at, minutes }: { at: string | null; minutes: number | null },
  context: ToolContext,
): Waited {
  const { now } = context;
  const state = stateOf(context);
  const since = Date.parse(state.since);
  const until = at === null ? since + (minutes ?? 0) * 60_000 : Date.parse(at);
  const left = until - now.getTime();
  if (left > LONGEST_MS) throw new ToolError("bad_input", "A step waits a year at most.");
  if (left > 0) return parking(until, state, `Waits until ${momentWords(until)}.`);
  const output = { reached: true, waitedSeconds: secondsBetween(since, now), tries: 0, last: null };
  return { output, summary: `Waited ${durationWords(output.waitedSeconds)}.` };
}

/** A condition to wait for: it is looked by `tool` every so often, so many times at most and not beyond the deadline. */
export type AwaitedCondition = {
  tool: string;
  args: JsonObject;
  condition: string;
  everySeconds: number;
  mostTries: number;
  deadlineHours: number;
  /** Not to fail when it never holds. */
  goOn: boolean;
};

/**
 * Looks once whether a condition holds, and parks until the next look when it does not.
 * @throws ToolError `not_reached` when it was looked often enough, or what {@link ToolContext.look} throws
 */
export async function waitForCondition(awaited: AwaitedCondition, context: ToolContext): Promise<Waited> {
  const { condition, everySeconds, mostTries, deadlineHours } = awaited;
  const before = stateOf(context);
  const seen = await abortable(context.signal, () => context.look(awaited.tool, awaited.args));
  const { costMicros } = seen;
  const state = { ...before, tries: before.tries + 1 };
  const asked = seen.kind === "gave" ? evaluateExpression(condition, "done", seen.output) : null;
  const since = Date.parse(state.since);
  const result = (reached: boolean, summary: string): ToolResult<WaitOutput> => ({
    output: {
      reached,
      waitedSeconds: secondsBetween(since, context.now),
      tries: state.tries,
      last: seen.kind === "gave" ? seen.output : null,
    },
    summary,
    costMicros,
  });
  if (asked?.ok && asked.value === true) {
    return result(true, `The condition holds; it was checked ${timesWords(state.tries)}.`);
  }
  const why = whyNot(seen.kind === "failed" ? seen.message : asked?.ok === false ? asked.message : null);
  const next = context.now.getTime() + everySeconds * 1_000;
  const over = state.tries >= mostTries || next > since + deadlineHours * 3_600_000;
  if (!over) {
    const says = `Looks every ${everyWords(everySeconds)} until the condition holds.`;
    return { ...parking(next, state, says), costMicros };
  }
  const said = `The condition did not hold; it was checked ${timesWords(state.tries)} in ${durationWords(secondsBetween(since, context.now))}.${why}`;
  if (awaited.goOn) return result(false, said);
  throw new ToolError("not_reached", said);
}

function stateOf({ resumed, now }: ToolContext): WaitState {
  const known = WaitState.safeParse(resumed?.state);
  return known.success ? known.data : { since: now.toISOString(), tries: 0 };
}

function parking(until: number, state: WaitState, says: string): Parking {
  return { park: { kind: "until", at: new Date(until).toISOString() }, state, says };
}

function whyNot(message: string | null): string {
  return message === null ? "" : ` ${message}`;
}

function secondsBetween(since: number, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - since) / 1_000));
}

function momentWords(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function timesWords(times: number): string {
  return times === 1 ? "once" : times === 2 ? "twice" : `${times} times`;
}

/** "10 seconds", but "minute" for one of them. */
function everyWords(seconds: number): string {
  return durationWords(seconds).replace(/^1 /, "");
}

function durationWords(seconds: number): string {
  if (seconds < 60) return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  return `${Math.round(minutes / 60)} hours`;
}
