/**
 * What a `step.changed` says when an attempt comes to a call whose outcome an earlier one, that did not end of itself, had recorded: it
 * takes that over and calls nothing. The step has that call's tool and fallback from then on. The database's begin_calls writes it.
 */
export const RECORDED_RESULT = "Recorded result";
