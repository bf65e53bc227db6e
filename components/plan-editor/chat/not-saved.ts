/** Why nothing is sent while edits of this browser are not on the server. */
export const NOT_SAVED = "Your latest edits are not saved yet. Try again when they are.";
