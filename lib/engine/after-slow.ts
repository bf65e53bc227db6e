import type { SlownessAnswer } from "#lib/domain/settings.ts";
import type { SideEffect } from "#lib/domain/tool.ts";

/** What can be done about a running step that takes too long. */
export type SlowFacts = {
  /** Side effects of its calls that had begun and have no recorded end. */
  underWay: readonly SideEffect[];
  /** One of its fallbacks has not been tried. */
  fallbackLeft: boolean;
  /** It was stopped on another worker for the same reason. */
  triedElsewhere: boolean;
  /** A replan was asked for because of it before, or its run has had as many as it may. */
  replanned: boolean;
  /** A replan of its run is being worked out or waits for a decision, which another one would replace. */
  replanOpen: boolean;
};

/** True when stopping it and letting another worker try is allowed: nothing that must not be repeated is under way. */
export function mayRetryElsewhere({ underWay }: SlowFacts): boolean {
  return !underWay.includes("once");
}

/** True when stopping it and going on with its next fallback is allowed. */
export function mayFallBack({ underWay, fallbackLeft }: SlowFacts): boolean {
  return fallbackLeft && !underWay.includes("once");
}

/**
 * What is done about a slow step, as the workspace wishes. What cannot be done, or was done before to no avail, becomes a question
 * to a person, so that no step is stopped again and again.
 */
export function afterSlow(wish: SlownessAnswer, facts: SlowFacts): SlownessAnswer {
  switch (wish) {
    case "wait":
    case "ask":
      return wish;
    case "retry_elsewhere":
      return mayRetryElsewhere(facts) && !facts.triedElsewhere ? wish : "ask";
    case "fall_back":
      return mayFallBack(facts) ? wish : "ask";
    case "replan":
      return facts.replanned || facts.replanOpen ? "ask" : wish;
  }
}
