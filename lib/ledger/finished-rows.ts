import type { EndedCall } from "#lib/domain/call.ts";
import { newId } from "#lib/domain/ids.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import type { Json } from "#lib/domain/json.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { callKey } from "./call-key.ts";
import type { FinishedStep } from "./finished-step.ts";
import type { RunKey, StepToken } from "./keys.ts";
import { storeValue, type LargeParts } from "./large-values.ts";
import { storable, storableText } from "./stored.ts";

/** The parts of large values as the database's functions take them, with the number of the row that they belong to. */
export function partRows(n: number, { workspaceId, runId }: RunKey, large: LargeParts | null): string[] {
  if (!large) return [];
  return large.parts.map(({ at, text }) =>
    JSON.stringify({ n, workspaceId, runId, stepId: large.stepId, partOf: large.id, part: at, text }),
  );
}

/** JSON text of an object whose `columns` are JSON texts already, so that a large output is turned into text once. */
export function rowText(fields: object, columns: Readonly<Record<string, string | null>>): string {
  const texts = Object.entries(columns).map(([name, json]) => `,${JSON.stringify(name)}:${json ?? "null"}`);
  return `${JSON.stringify(fields).slice(0, -1)}${texts.join("")}}`;
}

type Parts = Record<"finished" | "begun" | "local" | "large", string[]>;
type Rows = { n: number; parts: Parts };
const made = new WeakMap<FinishedStep, Rows>();
let lastNumber = 0;

/**
 * A finished step as rows of JSON text, with a number that stands for it in the statement that records it. Made once; whoever has
 * time for it before the statement is put together may call this.
 */
export function rowsOf(step: FinishedStep): Rows {
  let rows = made.get(step);
  if (!rows) {
    const n = (lastNumber = (lastNumber + 1) % 2 ** 31);
    made.set(step, (rows = { n, parts: partsOf(step, n) }));
  }
  return rows;
}

/** What a worker has finished, as the parts of advance_steps' parameter: JSON text without its braces. */
export function finishedRows(finished: readonly FinishedStep[]): string {
  const all = finished.map((step) => rowsOf(step).parts);
  const names = ["finished", "begun", "local", "large"] as const;
  return names.map((name) => `"${name}":[${all.flatMap((parts) => parts[name]).join(",")}]`).join(",");
}

function partsOf(step: FinishedStep, n: number): Parts {
  const parts: Parts = { finished: [], begun: [], local: [], large: [] };
  const { workspaceId, runId, stepId, attempt, workerId, kind } = step;
  const key = { n, workspaceId, runId, stepId, attempt };
  if (kind === "bypassed") {
    const notes = [step.why];
    const told = storable([{ type: "step.done", stepId, status: "skipped", notes } satisfies NewEvent]);
    parts.finished.push(rowText({ ...key, workerId, kind, cost: 0 }, { notes: storable(notes), told }));
    return parts;
  }
  const output = storeValue(stepId, step.output);
  parts.large.push(...partRows(n, step, output.large));
  const cost = step.calls.reduce((sum, call) => sum + costOf(call), 0);
  step.calls.forEach((call, place) => {
    if (call.kind === "begun") {
      const { callId, summary, costMicros } = call;
      const row = { callId, summary: storableText(summary), cost: costMicros };
      parts.begun.push(JSON.stringify({ n, workspaceId, runId, stepId, ...row }));
      return;
    }
    const isOutput = place === step.calls.length - 1 && givesOutput(call, step.output);
    const local = localRow(n, step, call, isOutput);
    parts.local.push(local.row);
    parts.large.push(...local.parts);
  });
  const last = step.calls.at(-1);
  const used = last?.kind === "local" ? last : null;
  const input = used && storeValue(stepId, used.args);
  parts.large.push(...partRows(n, step, input?.large ?? null));
  const { summary, resultKey, reused, notes } = step;
  const fallback = used && used.call > 0 ? used.call - 1 : null;
  parts.finished.push(
    rowText(
      {
        ...key,
        workerId,
        kind,
        summary: storableText(summary),
        resultKey,
        cost,
        tool: used?.tool ?? null,
        fallback,
      },
      {
        output: output.json,
        notes: storable(notes),
        reused: reused && storable(reused),
        input: input?.json ?? null,
        told: storable(eventsOf(step)),
      },
    ),
  );
  return parts;
}

/** What the run's events say of it; what is as its default says is left out. */
function eventsOf({ stepId, attempt, calls, ...step }: Extract<FinishedStep, { kind: "succeeded" }>) {
  const { summary, notes, reused } = step;
  return [
    ...calls.map((ended) => {
      const { call, tool } = ended;
      const outcome = ended.kind === "local" ? ended.outcome : { status: "succeeded" as const, ...ended };
      const message = outcome.status === "succeeded" ? outcome.summary : outcome.error.message;
      const costMicros = costOf(ended);
      const { status } = outcome;
      const type = "tool.called" as const;
      return { type, stepId, attempt, call, tool, status, message, costMicros } satisfies NewEvent;
    }),
    {
      type: "step.done" as const,
      stepId,
      status: "succeeded" as const,
      summary,
      ...(notes.length > 0 && { notes }),
      ...(step.output !== null && { hasOutput: true }),
      ...(reused && { reused }),
    } satisfies NewEvent,
  ];
}

function costOf(call: EndedCall): number {
  if (call.kind === "begun") return call.costMicros;
  return call.outcome.status === "succeeded" ? call.outcome.costMicros : 0;
}

function givesOutput(call: Extract<EndedCall, { kind: "local" }>, output: Json): boolean {
  return call.outcome.status === "succeeded" && output !== null && sameJson(call.outcome.output, output);
}

function localRow(
  n: number,
  step: StepToken,
  call: Extract<EndedCall, { kind: "local" }>,
  isOutput: boolean,
): { row: string; parts: string[] } {
  const { outcome, tool, toolVersion, sideEffect } = call;
  const succeeded = outcome.status === "succeeded";
  const result = succeeded && !isOutput ? storeValue(step.stepId, outcome.output) : null;
  const args = storeValue(step.stepId, call.args);
  const row = rowText(
    {
      n,
      workspaceId: step.workspaceId,
      runId: step.runId,
      stepId: step.stepId,
      attempt: step.attempt,
      id: newId(),
      call: call.call,
      key: callKey(step, call),
      tool,
      toolVersion,
      sideEffect,
      status: outcome.status,
      isOutput,
      summary: succeeded ? storableText(outcome.summary) : null,
      cost: costOf(call),
    },
    {
      args: args.json,
      result: result?.json ?? null,
      error: succeeded ? null : storable(outcome.error),
    },
  );
  return { row, parts: [...partRows(n, step, args.large), ...partRows(n, step, result?.large ?? null)] };
}
