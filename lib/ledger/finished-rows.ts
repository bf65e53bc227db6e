import type { EndedCall } from "#lib/domain/call.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { callKey } from "./call-key.ts";
import type { FinishedStep } from "./finished-step.ts";
import type { RunKey } from "./keys.ts";
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

/** What a worker has finished, as the parts of advance_steps' parameter: JSON text without its braces. */
export function finishedRows(finished: readonly FinishedStep[]): string {
  const parts = { tokens: [], finished: [], begun: [], local: [], large: [] } as Record<
    "tokens" | "finished" | "begun" | "local" | "large",
    string[]
  >;
  finished.forEach((step, n) => {
    const { workspaceId, runId, stepId, attempt, workerId, kind } = step;
    parts.tokens.push(JSON.stringify({ n, workspaceId, runId, stepId, attempt, workerId, kind }));
    const key = { n, workspaceId, runId, stepId, attempt, kind };
    if (kind === "bypassed") {
      const what = "Skipped, as its condition does not hold";
      parts.finished.push(
        rowText({ ...key, cost: 0, what }, { notes: storable([step.why]) } satisfies Record<string, string>),
      );
      return;
    }
    const output = storeValue(stepId, step.output);
    parts.large.push(...partRows(n, step, output.large));
    const cost = step.calls.reduce((sum, call) => sum + costOf(call), 0);
    step.calls.forEach((call, place) => {
      if (call.kind === "begun") {
        const { callId, summary, costMicros } = call;
        parts.begun.push(
          JSON.stringify({ n, place, callId, summary: storableText(summary), cost: costMicros }),
        );
        return;
      }
      const isOutput = place === step.calls.length - 1 && givesOutput(call, step.output);
      const local = localRow(n, place, step, call, isOutput);
      parts.local.push(local.row);
      parts.large.push(...local.parts);
    });
    const last = step.calls.at(-1);
    const used = last?.kind === "local" ? last : null;
    const input = used && storeValue(stepId, used.args);
    parts.large.push(...partRows(n, step, input?.large ?? null));
    parts.finished.push(
      rowText(
        {
          ...key,
          summary: storableText(step.summary),
          resultKey: step.resultKey,
          cost,
          what: step.reused ? "Took over an earlier result" : "Succeeded",
          tool: used?.tool ?? null,
          fallback: used && used.call > 0 ? used.call - 1 : null,
        },
        {
          output: output.json,
          notes: storable(step.notes),
          reused: step.reused && storable(step.reused),
          input: input?.json ?? null,
        },
      ),
    );
  });
  return Object.entries(parts)
    .map(([name, rows]) => `"${name}":[${rows.join(",")}]`)
    .join(",");
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
  place: number,
  step: RunKey & { stepId: string },
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
      place,
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
