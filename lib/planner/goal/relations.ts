/** A sentence, or part of one, that only says which of two things comes first. */
export type Relation = { later: string; earlier: string };

const SIDE = String.raw`(?!(?:if|when|once|after|before|until|while|unless|as soon as|we|i|you|they|he|she|what|who|which|then|finally|only|not|first)\b)[^,.;:!?]{3,90}?`;
const ALSO =
  "(?:\\s+(?:in turn|also|of course|always|only|really|obviously|has to|have to|must|should|can|will|would|does|do))*";
/** What stands before "requires" waits for what stands behind it. */
const WAITS = String.raw`(?:requires?|presupposes?|needs?|takes|calls? for|comes? (?:right |directly |only )?after|goes? after|follows?(?: on)?|happens? (?:only )?after|depends? on|hinges? on|relies? on|builds? on|waits? for)`;
const USELESS = String.raw`(?:is|are)\s+(?:pointless|impossible|illegal|useless|not possible|not allowed|only possible|only allowed|forbidden|out of the question|allowed|possible)\s+(?:only\s+)?(?:before|without|until|unless|when|once|after|if)`;
const LEADS = String.raw`(?:precedes?|comes? (?:right |directly )?before|goes? before|happens? before|leads? to|is (?:needed|required|necessary|a (?:must|prerequisite|precondition|condition)) (?:for|of|before)|are (?:needed|required|necessary) (?:for|before)|is the basis (?:for|of)|enables?|makes? possible|allows?|unlocks?)`;
const LATER_FIRST = new RegExp(
  `^(${SIDE})${ALSO}\\s+(?:${WAITS}|${USELESS})\\s+([^,.;:!?]{3,90}?)(?:\\s+first)?[.!]?$`,
  "i",
);
const EARLIER_FIRST = new RegExp(`^(${SIDE})${ALSO}\\s+${LEADS}\\s+([^,.;:!?]{3,90}?)[.!]?$`, "i");
const SAYS = new RegExp(`\\b(?:${WAITS}|${LEADS}|${USELESS})\\b`, "i");
/** A sentence of more parts says more than an order. */
const MOST_PARTS = 25;
/** Words that say an order of anything; the others do so only of something to be done ("painting the wall needs ..."). */
const SURE = /\b(?:presupposes?|precedes?|comes? (?:right |directly |only )?(?:after|before))\b/i;

/**
 * Takes the statements of order out of a sentence: "making the backup requires the disk, and mounting the disk precedes ...".
 * @returns what is left of the sentence, and the statements in order; the sides are noun phrases or gerunds. `first` when
 * the sentence begins with a statement
 */
export function relationsIn(sentence: string): { rest: string; relations: Relation[]; first: boolean } {
  if (!SAYS.test(sentence)) return { rest: sentence, relations: [], first: true };
  const parts = sentence.split(
    /(,?\s+(?:and|but|so|while|whereas)\s+(?:of course\s+|also\s+)?|,\s+(?=\p{L}+ing\s))/iu,
  );
  const rest: string[] = [];
  const relations: Relation[] = [];
  if (parts.length > MOST_PARTS) return { rest: sentence, relations: [], first: true };
  let from = 0;
  let first = false;
  while (from < parts.length) {
    let found: Relation | null = null;
    let to = parts.length;
    for (; to > from && found === null; to -= 2) found = relationOf(parts.slice(from, to).join(""));
    if (found === null) {
      rest.push(...parts.slice(from, from + 2));
      from += 2;
    } else {
      first ||= rest.length === 0;
      relations.push(found);
      from = to + 3;
      if (rest.length > 0) rest.pop();
    }
  }
  return relations.length === 0
    ? { rest: sentence, relations, first: true }
    : { rest: rest.join(""), relations, first };
}

function relationOf(part: string): Relation | null {
  const text = part.trim().replace(/^(?:and|but|so|also)\s+/i, "");
  for (const [pattern, first] of [
    [EARLIER_FIRST, "earlier"],
    [LATER_FIRST, "later"],
  ] as const) {
    const [whole, one = "", other = ""] = pattern.exec(text) ?? [];
    if (whole === undefined) continue;
    const doing = /^(?:\p{L}+ly\s+)?\p{L}{2,}ing\s+\S/iu;
    if (!SURE.test(whole) && !doing.test(one) && !/\bto be \p{L}+/iu.test(other)) continue;
    if (/\b(?:nothing|no|none|not|two things|things|following|neither|nor)\b/i.test(whole)) continue;
    if (/^(?:the\s+)?(?:next|last|first|following)\s+(?:day|week|month|year)|^(?:by|to be|to)\s/i.test(other))
      continue;
    return first === "earlier" ? { earlier: one, later: other } : { earlier: other, later: one };
  }
  return null;
}
