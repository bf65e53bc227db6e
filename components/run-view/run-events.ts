import type { ApprovalStatus } from "#lib/domain/approval.ts";
import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import { RECORDED_RESULT } from "#lib/domain/recorded-result.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { ReplanView } from "#lib/domain/replan.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { SlownessAnswer } from "#lib/domain/settings.ts";
import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { usageText } from "#lib/domain/cost-text.ts";
import { causeWords, REPLAN_STATUS } from "./replan/replan-words.ts";
import { runStatusWord } from "./run-status.tsx";
import type { Pause, StateChange } from "./timeline-layout.ts";

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

/** When the run was paused, or was to be as soon as its running steps had ended, oldest first. */
export function runPauses(events: readonly StreamEvent[]): Pause[] {
  const pauses: Pause[] = [];
  for (const { at, body } of events) {
    if (body.type !== "run.status") continue;
    const paused = body.status === "pausing" || body.status === "paused";
    const last = pauses.at(-1);
    const open = last?.to === null;
    if (paused && !open) pauses.push({ from: Date.parse(at), to: null });
    if (!paused && last && open) last.to = Date.parse(at);
  }
  return pauses;
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
  /** The latest attempt that took its outcome over instead of calling again; null: none did. */
  takenBy: number | null;
};

/** The tool calls of a run, in the order in which they began. */
export function toolCallRows(events: readonly StreamEvent[]): CallRow[] {
  const rows = new Map<string, CallRow>();
  for (const { at, body } of events) {
    if (body.type === "step.changed" && body.what === RECORDED_RESULT) markTaken(rows, body.step);
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
      takenBy: null,
    });
  }
  return [...rows.values()];
}

/** Marks the call whose outcome the step's attempt under way took over: the latest one before it at the same place. */
function markTaken(rows: Map<string, CallRow>, { stepId, attempt, fallback }: StepRunView): void {
  const call = fallback === null ? 0 : fallback + 1;
  for (let before = attempt - 1; before > 0; before--) {
    const row = rows.get(`${stepId}/${before}/${call}`);
    if (!row) continue;
    row.takenBy = attempt;
    return;
  }
}

/**
 * An event in a sentence, with the step it is about. `title` gives a step's title. Null: it is not told, which are the pieces of a text
 * that come several times a second while a model writes it, and what no run says.
 */
export function eventText(
  { body }: StreamEvent,
  title: (stepId: string) => string,
): { text: string; stepId: string | null } | null {
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
    case "step.changed": {
      const { stepId, tool } = body.step;
      const what =
        body.what === RECORDED_RESULT
          ? `Took over what ${tool} had given an earlier attempt, and did not call it again`
          : body.what;
      return { text: `${title(stepId)}: ${what}`, stepId };
    }
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
    case "step.asked":
      return {
        text: `${title(body.stepId)}: Asked a model, ${usageText(body.use)}`,
        stepId: body.stepId,
      };
    case "step.slow": {
      const expected = `Has taken longer than the expected ${formatSeconds(body.expectedSeconds)}`;
      const answer = SLOWNESS_WORDS[body.answer];
      return { text: `${title(body.stepId)}: ${expected}${answer}`, stepId: body.stepId };
    }
    case "replan.asked":
      return { text: `Replan: Asked a model, ${usageText(body.use)}`, stepId: null };
    case "step.text":
    case "plan.analysed":
    case "plan.choice":
    case "plan.questions":
    case "plan.patched":
    case "plan.status":
    case "plan.sealed":
    case "chat.changed":
    case "thread.changed":
    case "thread.deleted":
    case "candidates.changed":
    case "document.changed":
    case "document.deleted":
    case "meaning.changed":
      return null;
  }
}

const SLOWNESS_WORDS: Record<SlownessAnswer, string> = {
  wait: "",
  retry_elsewhere: ". Another worker is to try it",
  fall_back: ". Its next fallback is to be tried",
  replan: ". A replan was asked for",
  ask: ". A person was asked what to do",
};

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
