import type { Failure } from "#lib/domain/errors.ts";

/** Why nothing is sent while edits of this browser are not on the server. */
export const NOT_SAVED = "Your latest edits are not saved yet. Try again when they are.";

/** The same as a failure. */
export const UNSAVED: Failure = { code: "unavailable", message: NOT_SAVED, issues: [] };
