import { leadingVerb } from "./verbs.ts";
import { startsLight, withoutLight } from "./words.ts";

/** Hides the blanks and marks of given spans, so that a date or an amount is never cut in two. */
export function mask(text: string, spans: readonly { start: number; end: number }[]): string {
  let out = text;
  for (const { start, end } of spans) {
    const inside = out
      .slice(start, end)
      .replace(/[\s,.;:]/g, (mark) => String.fromCharCode(0xe000 + mark.charCodeAt(0)));
    out = out.slice(0, start) + MARK + inside + MARK + out.slice(end);
  }
  return out;
}

/** Undoes {@link mask}. */
export function unmask(text: string): string {
  return text
    .replaceAll(MARK, "")
    .replace(/[\ue000-\ue07f]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xe000));
}

const MARK = "\ue0ff";
const SPAN = `${MARK}[^${MARK}]*${MARK}`;
const LIMITS = [
  // ", with a total budget of <amount>", "budget <amount>", "under <amount>", "on a <amount> budget"
  new RegExp(
    `(?:^|[\\s,(]+)(?:(?:with|within|on|under|for|using|at|to|and|of|up|spending|keep\\w*|stay\\w*|it|below|max|maximum|no more than|at most)\\s+)*(?:(?:a|the|our|an)\\s+)?(?:(?:total|overall|maximum|goal)\\s+)?budgets?(?:\\s+(?:of|is|limit|cap|about|around|under|up to|at))*\\s*[:=]?\\s*${SPAN}\\)?`,
    "giu",
  ),
  new RegExp(
    `(?:^|[\\s,(]+)(?:(?:with|within|on|under|for|using|at|below|spending|up to|no more than|at most|max)\\s+)*(?:an?\\s+|the\\s+|our\\s+)?${SPAN}(?:\\s+budget)?\\)?(?=\\s*(?:$|[,;.)]))`,
    "giu",
  ),
];
// "Allocate the budget of <amount>": there the budget is what the step is about, and only the amount is a limit.
const DIVIDED = new RegExp(
  `\\b((?:allocat|divid|split|distribut)\\p{L}*\\s+(?:\\p{L}+\\s+){0,2}budget)(?:\\s+of)?\\s*(?:${SPAN})?`,
  "giu",
);
const HELD = "\ue0fe";
const NOT_A_STEP =
  /^(?:(?:with|within|for|until|by|under)\s*$|budgets?\b(?!\s+(?:it|them|the|our|for|that|this|these|those)\b)(?!\s+\p{L}+(?:ation|plan|split|review|ing)\b)|total|max|maximum|deadline|audience|target(?:ing|ed)?\s+(?!list)|aimed|focus(?:ing|ed|sed)?\s+(?:on|mainly|mostly|is|area|:)|due|don'?t|do not|never|avoid|keep(?:ing)?\s+(?:(?:it|everything|the \p{L}+|our \p{L}+)\s+(?:within|under|below|short|simple|brief|cheap|low|to|at)\b|costs?\b|within|under)|stay(?:ing)?\b|spend(?:ing)?\b|no more than|the (?:budget|audience|deadline|goal|aim|plan)\b(?! (?:is|has to be|must be|should be|gets|will be|can be) \p{L}+(?:ed|en|wn)\b)|our (?:budget|audience|deadline|goal|aim)\b|use a budget|(?:we|i) have\b|with(?:in|out)?\b|under\b|by\b|for\b|until\b|because\b|so that\b)/iu;
const POLITE =
  /^(?:(?:please|pls|kindly|also|just|simply|and|but|now|so|still|already|additionally|of course|in addition|well|ok|okay|hi|hello|hey|maybe|perhaps|then)\s+|(?:i|we)\s+(?:thought|think|guess|suggest|propose)\s+(?:that\s+)?|(?:i|we)(?:'d| would)? (?:still |also |just |really )*(?:want|like|love|wish|plan|intend|hope|aim|need|try|mean)(?: (?:for )?you)?(?: all)? to\s+(?!have an?\b|be\b|see\b)|(?:we|you|i)(?:(?:'ll|'d)\s+(?=\p{L})|\s+(?:(?:still|also|then|now|just|always|first)\s+)*(?:will|would|should|must|shall|may|might|could|can|need to|have to|has to|have got to|are to|are going to|am going to|ought to|had better)\s+(?:(?:still|also|then|now|just|always|first|will|would|need to|have to)\s+)*(?=\p{L}))|let'?s\s+|let us\s+|(?:can|could|would|will) (?:you|we|i)\s+(?:please\s+|kindly\s+|perhaps\s+|maybe\s+)?|(?:would|do) you mind\s+|help (?:me|us)\s+(?:to\s+|with\s+)?|(?:make sure|be sure|remember|try|do not forget|don'?t forget)\s+(?:to\s+|that (?:we|you|i)\s+|we\s+)|go ahead and\s+|it(?:'s| is) (?:time|necessary|important|best) to\s+|(?:the|our|my|your) (?:plan|idea|task|job|next step|first step|last step|goal|aim) (?:is|was|would be) to\s+|(?:have|has|need|needs|got|ought) to\s+|to\s+(?=[a-z]+\b))+/iu;

/** A phrase without its limits (money, dates), politeness and trailing reasons; empty when nothing but those was in it. */
export function bare(phrase: string): string {
  let out = ` ${phrase} `.replace(DIVIDED, (_whole, words: string) => words.replace("budget", HELD));
  for (const limit of LIMITS) out = out.replace(limit, " ");
  out = out
    .replace(/\s+(?:so that|in order to|because|so we can)\b.*$/i, " ")
    .replace(/,\s+(?:as|since)\s+(?:it|they|we|he|she|i|you|the|our|that|this|these|those)\b.*$/i, " ");
  out = out
    .trim()
    .replace(/\s+(?:of|at|with|within|and|or|plus)$/i, "")
    .replace(/^[\s,:;–—-]+|[\s,:;.!–—-]+$/gu, "");
  out = out.replace(POLITE, "").trim().replace(HELD, "budget");
  // "Fix the weekend": there the date is what is done something to.
  if (
    /^\p{L}+$/u.test(out) &&
    new RegExp(`^\\s*(?:\\p{L}+\\s+){0,5}${out}\\s+(?:the\\s+|a\\s+)?${SPAN}`, "iu").test(phrase)
  )
    out = `${out}${phrase.slice(phrase.indexOf(out) + out.length)}`.trim();
  return NOT_A_STEP.test(out) ||
    /^(?:the\s+)?(?:end|start|beginning|middle|mid|late|early)(?:\s+of\b.*)?$/i.test(unmask(out))
    ? ""
    : out;
}

/**
 * The single actions of a phrase such as "research competitors and customers, analyse our metrics": a part that begins with a
 * verb is an action, a part that does not belongs to the verb before it. Without a verb, or after "do", every part is one.
 * @param apart true when the parts were said to run in parallel: then one verb is shared out to each of its objects
 */
export function actionsOf(phrase: string, apart = false): string[] {
  const trimmed = bare(phrase);
  if (trimmed === "") return [];
  const light = startsLight(trimmed);
  const text = light ? withoutLight(trimmed) : trimmed;
  const joiners =
    /(\s*,\s*(?:and\s+|or\s+|as well as\s+|plus\s+|then\s+)?|\s+(?:and|&|plus|as well as|along with)\s+)/i;
  const pieces = text.split(joiners);
  const actions: { text: string; verb: string | null }[] = [];
  for (let i = 0; i < pieces.length; i += 2) {
    const joiner = pieces[i - 1] ?? "";
    const piece = i === 0 ? (pieces[i] ?? "") : bare(pieces[i] ?? "");
    if (piece === "") continue;
    const verb = leadingVerb(piece);
    const last = actions.at(-1);
    const bareVerb = last !== undefined && last.verb !== null && !/\s/.test(last.text.trim());
    if (last === undefined || (verb !== null && !(bareVerb && /\s/.test(piece))))
      actions.push({ text: piece, verb });
    else if (verb !== null && bareVerb) last.text += joiner + piece;
    else if (last.verb === null || light) actions.push({ text: piece, verb: null });
    else if (apart) actions.push({ text: `${last.text.split(/\s+/)[0]} ${piece}`, verb: last.verb });
    else last.text += joiner + piece;
  }
  return actions.map((action) => action.text.trim()).filter((action) => action !== "");
}
