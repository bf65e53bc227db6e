import { MOST_MESSAGE_CHARACTERS } from "#lib/domain/needed-changes.ts";

/** What stands in the chat's field once a text is put there, as a comment to be asked about: what was written and not sent stays before it. */
export function joinText(written: string, added: string): string {
  if (written.trim() === "") return added.slice(0, MOST_MESSAGE_CHARACTERS);
  if (written.includes(added)) return written;
  return `${written.trimEnd()}\n${added}`.slice(0, MOST_MESSAGE_CHARACTERS);
}
