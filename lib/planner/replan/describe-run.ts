import { asData } from "#lib/models/as-data.ts";
import { describeTools } from "../model/describe-material.ts";
import { writeStep } from "../model/write-step.ts";
import type { ReplanRequest } from "./replan-request.ts";

/** The run as the model sees it: the plan, how far each step is, what happened, why it is asked, and what the person wants. */
export function describeRun(request: ReplanRequest): string {
  const { graph, steps, tools, goal, note, question, today, cause, slow, events } = request;
  const states = steps.map(
    ({ stepId, status, attempt, tool, error, notes, summary, slow: isSlow, stale, waitingFor }) =>
      JSON.stringify({
        stepId,
        status,
        ...(attempt > 1 ? { attempts: attempt } : {}),
        ...(tool ? { lastTool: tool } : {}),
        ...(error ? { error: `${error.code}: ${error.message}` } : {}),
        ...(error?.outside ? { errorQuotesWhatSomebodyOutsideWrote: true } : {}),
        ...(notes.length > 0 ? { notes: notes.slice(-5) } : {}),
        ...(summary ? { result: summary } : {}),
        ...(isSlow ? { slow: true } : {}),
        ...(stale ? { usedAnOutputThatWasPutRightSince: true } : {}),
        ...(waitingFor ? { waitingFor } : {}),
      }),
  );
  // Titles, findings and events hold words that tools and documents wrote: facts, in a tag of their own.
  const facts = { ...cause, ...(slow === null ? {} : { now: slow }) };
  return [
    describeTools(tools),
    `Today is ${today}.`,
    asData("goal", goal?.text ?? "unknown"),
    asData("plan", graph.steps.map((step) => JSON.stringify(writeStep(step, graph))).join("\n")),
    asData("how far each step is", states.join("\n")),
    ...(events.length === 0 ? [] : [asData("what happened lately, oldest first", events.join("\n"))]),
    asData("why you are asked", JSON.stringify(facts)),
    WISHES[cause.kind],
    ...(question === null ? [] : [asData("what you asked the person before", question)]),
    ...(note.trim() === ""
      ? []
      : [`${question === null ? "The person asks" : "The person answers"}: ${note.trim()}`]),
    "Only steps that are blocked, ready or failed can change, and a slow step that may be stopped.",
  ].join("\n\n");
}

const WISHES: Record<ReplanRequest["cause"]["kind"], string> = {
  request: "A person asked for a replan. Where nothing else is said, mend what failed.",
  failure: "Steps failed, and the run cannot go on by itself. Mend what failed.",
  slow: "A step takes longer than expected. Choose what brings its result sooner, or the rest without it.",
  new_input:
    "A person put the output of a step right. Choose what has to be done again, or to change, because of it.",
  finding: "A guardrail found something wrong with a step. Choose what keeps within the rules.",
  refused:
    "A person refused what a step was about to do, to answer what it asked, or what it gave, and said why. Choose what respects that; the same would be refused again.",
};
