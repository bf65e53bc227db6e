import type { ReplanView } from "#lib/domain/replan.ts";

/**
 * Why the planner is asked for a replan, in a sentence; null when a person's note says it.
 * @param title gives a step's title
 */
export function causeWords(
  { cause, note }: Pick<ReplanView, "cause" | "note">,
  title: (stepId: string) => string,
): string | null {
  switch (cause.kind) {
    case "request":
      return note === "" ? "Somebody asked for it, without a note." : null;
    case "failure":
      return cause.stepIds.length === 0
        ? "Because a step failed."
        : `Because ${named(cause.stepIds.map(title))} failed.`;
    case "slow": {
      const expected = Math.max(1, Math.round(cause.expectedSeconds));
      return `Because “${title(cause.stepId)}” takes longer than expected: ${cause.seconds} s when this was asked, about ${expected} s expected.`;
    }
    case "new_input":
      return `Because the output of “${title(cause.stepId)}” was put right.`;
    case "finding":
      return `Because of what a guardrail found in “${title(cause.stepId)}”: ${cause.message}`;
    case "refused":
      return `Because ${cause.by} ${refusalOf(cause.what, title(cause.stepId))}: “${cause.reason}”`;
  }
}

function refusalOf(what: "answer" | "output" | undefined, title: string): string {
  if (what === "answer") return `did not answer what “${title}” asked`;
  return what === "output" ? `refused what “${title}” gave` : `refused what “${title}” was about to do`;
}

const MOST_NAMED = 3;

function named(titles: readonly string[]): string {
  const shown = titles.slice(0, MOST_NAMED).map((title) => `“${title}”`);
  const rest = titles.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** What a replan has come to, as the event log says it. */
export const REPLAN_STATUS: Record<ReplanView["status"], string> = {
  planning: "the planner is asked",
  proposed: "proposed",
  asked: "the planner asks",
  accepted: "accepted",
  rejected: "rejected",
  answered: "answered",
  given_up: "the planner sees no way on",
  void: "no longer fits",
  failed: "nothing to propose",
};
