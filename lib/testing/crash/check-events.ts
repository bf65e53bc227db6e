import type { StepRunView } from "#lib/domain/run.ts";
import { RUN_TRANSITIONS } from "#lib/engine/run-machine.ts";
import { isStepDone, STEP_TRANSITIONS, stepState } from "#lib/engine/step-machine.ts";
import { ToldSteps } from "#lib/testing/told-steps.ts";
import type { Evidence, Rule, Violation } from "./evidence.ts";

const RUN_MOVES = moves(RUN_TRANSITIONS);
const STEP_MOVES = moves(STEP_TRANSITIONS);

/** Reads a run's events from the first to the last: no gaps, no illegal move, no step before its parents, attempts in order. */
export function checkEvents(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  const say = (rule: Rule, what: string) => found.push({ rule, runId: evidence.runId, what });
  const { plan, events } = evidence;

  events.forEach(({ seq }, at) => {
    if (seq !== at + 1) say("events are gapless", `event ${at + 1} has the number ${seq}`);
  });
  if (evidence.lastSeq !== events.length) {
    say("events are gapless", `the topic says ${evidence.lastSeq} events, there are ${events.length}`);
  }

  const depended = new Set(plan.graph.dependencies.map(({ to }) => to));
  const parents = Map.groupBy(plan.graph.dependencies, ({ to }) => to);
  const states = new Map<string, string>(
    plan.graph.steps.map(({ id }) => [id, depended.has(id) ? "blocked" : "ready"]),
  );
  const attempts = new Map<string, number>();
  let run: string | null = null;
  const told = new ToldSteps();
  for (const event of events) {
    const { seq, body } = event;
    if (body.type === "run.status") {
      const legal = run === null ? body.status === "queued" : (RUN_MOVES.get(run)?.has(body.status) ?? false);
      if (!legal)
        say("every transition is legal", `event ${seq}: the run went from ${run} to ${body.status}`);
      run = body.status;
    }
    const step = told.take(event);
    // Which tool a step uses is no state of it.
    if (!step || body.type === "tool.called") continue;
    const { stepId } = step;
    const before = states.get(stepId) ?? null;
    const after = stepState(step);
    if (!isLegal(before, after, step)) {
      say(
        "every transition is legal",
        `event ${seq} (${body.type}): ${stepId} went from ${before} to ${after}`,
      );
    }
    const earlier = attempts.get(stepId) ?? 0;
    const started = step.attempt > earlier;
    if (step.attempt < earlier || step.attempt > earlier + 1) {
      say(
        "every transition is legal",
        `event ${seq}: ${stepId} went from attempt ${earlier} to ${step.attempt}`,
      );
    }
    if (started && (run === "paused" || run === "aborting" || run === "aborted" || run === "succeeded")) {
      say("every transition is legal", `event ${seq}: ${stepId} started in a run that was ${run}`);
    }
    if (started) {
      for (const { from } of parents.get(stepId) ?? []) {
        const state = states.get(from);
        if (state !== "succeeded" && state !== "skipped") {
          say(
            "a step starts after its parents",
            `event ${seq}: ${stepId} started while ${from} was ${state}`,
          );
        }
      }
    }
    states.set(stepId, after);
    attempts.set(stepId, step.attempt);
  }

  if (run !== evidence.status) {
    say("every transition is legal", `the run is ${evidence.status}, its events end with ${run}`);
  }
  for (const row of evidence.steps) {
    const last = states.get(row.stepId);
    const is = row.status === "waiting" ? `waiting_${row.waitingFor}` : row.status;
    if (last !== is) say("every transition is legal", `${row.stepId} is ${is}, its events end with ${last}`);
    if (row.attempt !== (attempts.get(row.stepId) ?? 0)) {
      say(
        "every transition is legal",
        `${row.stepId} has attempt ${row.attempt}, its events end with another`,
      );
    }
  }
  return found;
}

/** One move of the table, or two of one transaction where the first is getting ready. An item of a map begins ready. */
function isLegal(before: string | null, after: string, step: StepRunView): boolean {
  if (before === null) return step.stepId.includes(".") && (after === "ready" || after === "running");
  // A view that changed in other ways: it uses a tool, an item of it is done.
  if (before === after) return true;
  if (STEP_MOVES.get(before)?.has(after)) return true;
  return before === "blocked" && (STEP_MOVES.get("ready")?.has(after) ?? false) && !isStepDone(step.status);
}

function moves(table: Record<string, Partial<Record<string, string>>>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const row of Object.values(table)) {
    for (const [from, to] of Object.entries(row)) {
      if (to !== undefined) found.set(from, (found.get(from) ?? new Set()).add(to));
    }
  }
  return found;
}
