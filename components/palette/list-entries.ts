import type { Asker, Command } from "./commands.ts";
import { findCommands } from "./find-commands.ts";

/** How many commands and pages are listed at once; what is typed finds the others. */
const MOST_LISTED = 100;

/** What a person may choose from. */
export type Choices = {
  commands: readonly Command[];
  asker: Asker | null;
  pages: readonly Command[];
  /** Plans and runs that the server found. */
  found: readonly Command[];
  /** They were found by an earlier text. */
  late: boolean;
};

/**
 * What the palette lists for a text: commands, pages, then what the server found, so that an answer that comes late moves nothing that
 * may just be picked. Before all of it stands the planner when nothing is typed, or when what is typed is no command.
 */
export function listEntries(text: string, { commands, asker, pages, found, late }: Choices): Command[] {
  const typed = text.trim();
  const offered = typed === "" ? commands.filter(({ sought }) => !sought) : commands;
  const known = findCommands([...offered, ...pages], typed).slice(0, MOST_LISTED);
  const answered = late ? findCommands(found, typed) : found;
  const chat = asker ? [entryOf(asker, typed)] : [];
  const first = typed === "" || known.length === 0;
  return first ? [...chat, ...known, ...answered] : [...known, ...chat, ...answered];
}

function entryOf({ open, ask, icon, problem = null }: Asker, typed: string): Command {
  const entry = { id: "ask", group: "Chat", icon };
  // What was said before can be read at any time.
  if (typed === "") return { ...entry, label: "Chat: change the plan in words", run: open };
  return { ...entry, label: `Ask the planner: ${typed}`, problem, run: () => ask(typed) };
}
