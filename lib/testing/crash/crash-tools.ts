import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sameJson } from "#lib/domain/same-json.ts";
import { subplanRun } from "#lib/tools/builtin/subplan-run.ts";
import { defineTool, ToolError, type Parking, type Tool, type ToolContext } from "#lib/tools/contract.ts";
import { ANSWER, argsHash, CrashArgs, QUESTION, CrashOutput, outputFor, TOOL_NAMES } from "./crash-args.ts";
import type { Doom } from "./doom.ts";
import type { LineFile, OutsideLine } from "./outside.ts";

const WAIT_MS = 250;

/** What the tools do their work with. */
export type Workshop = {
  outside: LineFile<OutsideLine>;
  /** A directory of marks that says how often each call has gone wrong on purpose. */
  marks: string;
  doom: Doom;
  /** Which attempt and call a context belongs to, as far as the worker was told. */
  about: (context: ToolContext) => { attempt: number; call: number };
};

/**
 * The four test tools: each writes to the outside ledger what it does, goes wrong as its arguments say, and can be killed in the act.
 * And the real one that runs another plan.
 */
export function crashTools(shop: Workshop): Map<string, Tool> {
  const tools = [
    crashTool(TOOL_NAMES.read, "read", false, shop),
    crashTool(TOOL_NAMES.idempotent, "idempotent", false, shop),
    crashTool(TOOL_NAMES.once, "once", false, shop),
    crashTool(TOOL_NAMES.local, "read", true, shop),
    subplanRun,
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}

function crashTool(name: string, sideEffect: "read" | "idempotent" | "once", local: boolean, shop: Workshop) {
  return defineTool({
    name,
    title: name,
    description: "",
    input: CrashArgs,
    output: CrashOutput,
    sideEffect,
    local,
    timeoutSeconds: 30,
    typicalSeconds: 0.1,
    costMicros: 10,
    unavailable: () => null,
    run: async (args, context) => {
      const line = {
        run: context.runId,
        step: context.stepId,
        ...shop.about(context),
        tool: name,
        key: context.idempotencyKey,
        args: argsHash(args),
        pid: process.pid,
      };
      const say = (t: OutsideLine["t"]) => shop.outside.write({ t, ...line, at: Date.now() });
      const still = (times: number, what: string) =>
        times < 0 || unmarked(shop.marks, times, [context.runId, context.stepId, name, what].join("."));
      const waits = context.resumed === null ? waitFor(args, context) : null;
      if (waits !== null) return waits;
      if (context.resumed !== null) checkResumed(args, context.resumed);
      shop.doom.at("call:before");
      say("began");
      await rest(args.ms / 2, context.signal);
      shop.doom.at("call:middle");
      await rest(args.ms / 2, context.signal);
      if (args.hangs !== 0 && still(args.hangs, "hangs")) await rest(600_000, context.signal);
      if (args.throws !== 0 && still(args.throws, "throws"))
        throw new Error("A fault that no tool declared.");
      if (args.fails !== 0 && still(args.fails, "fails")) {
        say("failed");
        throw new ToolError("made_to_fail", "It was made to fail.", { retryable: args.retryable });
      }
      const good = args.short === 0 || !still(args.short, "short");
      say("ended");
      shop.doom.at("call:after");
      return { output: { ...outputFor(name, args), good }, summary: `Did ${args.label}`, costMicros: 10 };
    },
  });
}

/** What a call that begins waits for; null: nothing. */
function waitFor({ waits, label }: CrashArgs, { now }: ToolContext): Parking | null {
  if (waits === "no") return null;
  const at = new Date(now.getTime() + WAIT_MS).toISOString();
  const park: Parking["park"] =
    waits === "moment" ? { kind: "until", at } : { kind: "answer", title: "Go on?", form: QUESTION };
  return { park, state: { label }, says: "It waits." };
}

/** What it left when it began to wait, and what was answered, must be there when it goes on. */
function checkResumed({ waits, label }: CrashArgs, { state, answer }: NonNullable<ToolContext["resumed"]>) {
  const right = sameJson(state, { label }) && sameJson(answer, waits === "answer" ? ANSWER : null);
  if (!right) throw new ToolError("wrong_resumption", `It was given ${JSON.stringify({ state, answer })}.`);
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await pause(ms, undefined, { signal });
  else signal.throwIfAborted();
}

/** Makes one of `times` marks that is not there yet; false when all are. Processes that try at once make different ones. */
function unmarked(directory: string, times: number, name: string): boolean {
  for (let mark = 0; mark < times; mark++) {
    try {
      closeSync(openSync(path.join(directory, `${name}.${mark}`), "wx"));
      return true;
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    }
  }
  return false;
}
