import type { ApprovalStatus } from "#lib/domain/approval.ts";
import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { ReplanView } from "#lib/domain/replan.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import { causeWords, REPLAN_STATUS } from "./replan/replan-words.ts";
import { runStatusWord } from "./run-status.tsx";
import type { StateChange } from "./timeline-layout.ts";

/** The states each step went through, oldest first. A state told twice in a row counts once, from its first time. */
export function stepHistory(events: readonly StreamEvent[]): Map<StepId, StateChange[]> {
  const history = new Map<StepId, StateChange[]>();
  for (const { at, body } of events) {
    for (const { stepId, ...state } of statesIn(body)) {
      const known = history.get(stepId);
      const last = known?.at(-1);
      if (last?.status === state.status && last.wait === state.wait) continue;
      const change = { at: Date.parse(at), ...state };
      if (known) known.push(change);
      else history.set(stepId, [change]);
    }
  }
  return history;
}

type StepState = { stepId: StepId } & Pick<StateChange, "status" | "wait">;

function statesIn(body: EventBody): StepState[] {
  switch (body.type) {
    case "step.ready":
      return [{ stepId: body.stepId, status: "ready" }];
    case "step.started":
      return [{ stepId: body.stepId, status: "running" }];
    case "step.done":
      return [{ stepId: body.stepId, status: body.status }];
    case "step.changed":
      return [shownState(body.step)];
    case "run.moved":
      return body.steps.map(shownState);
    default:
      return [];
  }
}

/** A map that waits for its items is at work. */
function shownState({ stepId, status, waitingFor, error }: StepRunView): StepState {
  if (waitingFor === "items") return { stepId, status: "running" };
  if (status !== "waiting") return { stepId, status };
  const wait = waitingFor === null || waitingFor === "timer" ? (error ? "retry" : "until") : waitingFor;
  return { stepId, status, wait };
}

/** One use of a tool, put together from the events of its beginning and end. Times are ISO. */
export type CallRow = {
  key: string;
  stepId: string;
  attempt: number;
  call: number;
  tool: string;
  status: "started" | "succeeded" | "failed";
  message: string | null;
  startedAt: string | null;
  finishedAt: string | null;
};

/** The tool calls of a run, in the order in which they began. */
export function toolCallRows(events: readonly StreamEvent[]): CallRow[] {
  const rows = new Map<string, CallRow>();
  for (const { at, body } of events) {
    if (body.type !== "tool.called") continue;
    const { stepId, attempt, call, tool, status, message } = body;
    const key = `${stepId}/${attempt}/${call}`;
    const known = rows.get(key);
    const times =
      status === "started"
        ? { startedAt: at, finishedAt: null }
        : { startedAt: known?.startedAt ?? null, finishedAt: at };
    rows.set(key, {
      key,
      stepId,
      attempt,
      call,
      tool,
      status,
      message: message ?? known?.message ?? null,
      ...times,
    });
  }
  return [...rows.values()];
}

/** An event in a sentence, with the step it is about. `title` gives a step's title. */
export function eventText(
  { body }: StreamEvent,
  title: (stepId: string) => string,
): { text: string; stepId: string | null } {
  switch (body.type) {
    case "run.status":
      return {
        text: `Run: ${runStatusWord(body.status).toLowerCase()}${body.reason ? `. ${body.reason}` : ""}`,
        stepId: null,
      };
    case "step.ready":
      return { text: `${title(body.stepId)}: Ready`, stepId: body.stepId };
    case "step.started": {
      const what = body.attempt === 1 ? "Started" : `Started attempt ${body.attempt}`;
      return { text: `${title(body.stepId)}: ${what}`, stepId: body.stepId };
    }
    case "step.done": {
      const done = body.reused ? "Took over an earlier result" : "Succeeded";
      const what = body.status === "skipped" ? "Skipped, as its condition does not hold" : done;
      return { text: `${title(body.stepId)}: ${what}`, stepId: body.stepId };
    }
    case "step.changed":
      return { text: `${title(body.step.stepId)}: ${body.what}`, stepId: body.step.stepId };
    case "tool.called": {
      const verb = { started: "called", succeeded: "got an answer from", failed: "got an error from" }[
        body.status
      ];
      const text = `${title(body.stepId)} ${verb} ${body.tool}${body.message ? `. ${body.message}` : ""}`;
      return { text, stepId: body.stepId };
    }
    case "replan.changed":
      return { text: replanText(body.replan, title), stepId: null };
    case "approval.changed": {
      const whole = body.change ? CHANGE_WORDS[body.change] : "The plan";
      const about = body.stepId === null ? whole : title(body.stepId);
      return { text: `${about}: ${APPROVAL_WORDS[body.status]}`, stepId: body.stepId };
    }
    case "approval.reminded": {
      const about = body.stepId === null ? "The plan" : title(body.stepId);
      return { text: `${about}: Reminder ${body.times}, it still waits for a decision`, stepId: body.stepId };
    }
    case "run.moved":
      return { text: `The run went over to version ${body.versionNumber}.`, stepId: null };
    case "share.changed": {
      const what = body.what === "made" ? "shared the run by a link" : "revoked a link to the run";
      return { text: `${body.by} ${what}.`, stepId: null };
    }
    default:
      return { text: body.type, stepId: null };
  }
}

const CHANGE_WORDS = { edit: "The edit of the plan", replan: "The replan" } as const;

const APPROVAL_WORDS: Record<ApprovalStatus, string> = {
  pending: "Waits for a person's decision",
  approved: "Approved by a person",
  answered: "Answered by a person",
  refused: "Refused by a person",
  expired: "Nobody decided in time",
  void: "The request is not needed any more",
};

function replanText(replan: ReplanView, title: (stepId: string) => string): string {
  const because = causeWords(replan, title);
  return [
    `Replan: ${REPLAN_STATUS[replan.status]}.`,
    ...(because === null ? [] : [because]),
    ...(replan.note === "" ? [] : [`Note: ${replan.note}`]),
  ].join(" ");
}
