import {
  ExportedStep,
  MOST_EXPORTED_BYTES,
  MOST_EXPORTED_EVENTS,
  type LeftOut,
  type RunDocument,
} from "#lib/domain/run-document.ts";
import type { OutputText } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { readEvents } from "#lib/events/read.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import type { ServiceContext } from "../context.ts";
import { getOutputPage } from "../get-output-page.ts";
import { getStepRun } from "../get-step-run.ts";
import type { HideSecrets } from "../secrets/hide-secrets.ts";

/** How many events are read at once. */
const EVENTS_AT_ONCE = 1_000;

/**
 * Writes a run as RunDocument, a piece at a time: nothing holds more of it than one step without its large output, a page of that,
 * or a page of events. Steps are read one after the other, so that no transaction waits for who takes the file.
 * @param hide for what is read besides the run
 */
export async function* writeRunDocument(
  ctx: ServiceContext,
  run: RunView,
  hide: HideSecrets,
): AsyncGenerator<string> {
  yield `${JSON.stringify(headOf(run)).slice(0, -1)},"steps":[\n`;
  for (const [place, { stepId }] of run.steps.entries()) {
    if (place > 0) yield ",\n";
    yield* writeStep(ctx, run.id, stepId, hide);
  }
  yield '\n],"events":[\n';
  yield* writeEvents(ctx, run, hide);
}

function headOf(run: RunView): Omit<RunDocument, "steps" | "events" | "eventsLeft"> {
  const { number, status, reason, createdAt, startedAt, finishedAt, stepsDone, stepsTotal } = run;
  const { costMicros, costUnknown, firstVersion, promptVersions, models } = run;
  const { planTitle: title, goal, versionNumber: version, graph } = run;
  return {
    format: "planwright.run",
    version: 1,
    exportedAt: new Date().toISOString(),
    plan: { title, goal, version, graph },
    run: {
      number,
      status,
      reason,
      createdAt,
      startedAt,
      finishedAt,
      stepsDone,
      stepsTotal,
      costMicros,
      costUnknown,
      firstVersion,
      promptVersions,
      models,
    },
  };
}

async function* writeStep(
  ctx: ServiceContext,
  runId: string,
  stepId: string,
  hide: HideSecrets,
): AsyncGenerator<string> {
  const { large, ...detail } = await getStepRun({ ctx, input: { runId, stepId } });
  const { step, input, output, files, ...made } = hide(detail);
  const left = large && leftOut(large);
  const head = {
    ...step,
    input,
    files,
    attempts: ExportedStep.shape.attempts.parse(made.attempts),
    toolCalls: ExportedStep.shape.toolCalls.parse(made.toolCalls),
    modelCalls: made.modelCalls,
    outputLeft: left,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"output":`;
  if (large && !left) yield* hide.json(pagesOf(ctx, { runId, stepId }, large));
  else yield JSON.stringify(output);
  yield "}";
}

function leftOut({ bytes, text }: OutputText): LeftOut | null {
  if (text === null) return { bytes, why: "deleted" };
  return bytes > MOST_EXPORTED_BYTES ? { bytes, why: "too_large" } : null;
}

/** A large output's JSON text, as it is kept in pages. One that is deleted in the meantime ends the file, which is then no JSON. */
async function* pagesOf(
  ctx: ServiceContext,
  step: { runId: string; stepId: string },
  first: OutputText,
): AsyncGenerator<string> {
  for (let page = first; ;) {
    yield page.text ?? "";
    if (page.next === null) return;
    page = await getOutputPage({ ctx, input: { ...step, offset: page.next } });
  }
}

async function* writeEvents(
  { db, actor }: ServiceContext,
  run: RunView,
  hide: HideSecrets,
): AsyncGenerator<string> {
  const topic = runTopic(run.id);
  const last = Math.min(run.seq, run.firstSeq - 1 + MOST_EXPORTED_EVENTS);
  for (let seq = run.firstSeq - 1; seq < last;) {
    const events = await readEvents(
      db,
      actor.workspaceId,
      { [topic]: seq },
      Math.min(EVENTS_AT_ONCE, last - seq),
    );
    if (events.length === 0) break;
    const first = seq === run.firstSeq - 1;
    const lines = hide(events).map(({ seq, at, body }) => JSON.stringify({ seq, at, body }));
    yield `${first ? "" : ",\n"}${lines.join(",\n")}`;
    seq = events.at(-1)?.seq ?? last;
  }
  yield `\n],"eventsLeft":${run.seq - last}}\n`;
}
