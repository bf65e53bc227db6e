import { storableLine } from "#lib/domain/text.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Playbook } from "./playbook.ts";

/** What the words of a goal say for a playbook: how much, from 0 to 1, and why in sentences. */
export type Heard = { weight: number; reasons: string[] };

/** A deliverable that the goal names nearly decides; one that was only concluded from a verb ("compare", "hire") does not. */
const STATED = 0.55;
const CONCLUDED = 0.25;
/** The first word that hardly any other playbook's goals have, each more of them, and each word that others have as well. */
const OWN = 0.45;
const MORE_OWN = 0.2;
const SHARED = 0.15;

/** Listens for a playbook's words. Each sign leaves less of the doubt, so that many weak ones never make certainty. */
export function hear(playbook: Playbook, { deliverable, text }: GoalAnalysis): Heard {
  const reasons: string[] = [];
  let doubt = 1;
  let ownHeard = false;
  for (const { pattern, reason, own = false } of playbook.signals) {
    const word = pattern.exec(text)?.[0];
    if (word === undefined) continue;
    doubt *= 1 - (!own ? SHARED : ownHeard ? MORE_OWN : OWN);
    ownHeard ||= own;
    reasons.push(`The goal ${reason} ("${storableLine(word.toLowerCase(), 60)}").`);
  }
  if (deliverable !== null && playbook.deliverable.test(deliverable)) {
    const stated = text.toLowerCase().includes(deliverable.toLowerCase());
    // What was concluded from a word that has been heard already adds nothing.
    if (stated || !ownHeard) {
      doubt *= 1 - (stated ? STATED : CONCLUDED);
      reasons.unshift(`The goal asks for "${deliverable}".`);
    }
  }
  return { weight: 1 - doubt, reasons };
}
