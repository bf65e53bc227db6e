import { expandContractions, readFinite } from "./finite.ts";
import type { Read } from "./read-sentence.ts";
import { bare } from "./fragments.ts";
import type { MainPart } from "./parts.ts";
import { readSaid } from "./said.ts";
import type { Action } from "./said.ts";
import { startsOrder } from "./starts.ts";
import { isHeadingNoun } from "./heading.ts";

/** Verbs of what a whole goal is about, rather than of one thing to do for it. */
const AIM_VERBS =
  /^(?:create|investigate|kick off|plan|prepare|build|launch|develop|generate|organi[sz]e|make|produce|design|put together|set up|run|host|deliver|help|sketch|work out|introduce|open|start|improve|implement|convert|move|renew|renovate|redesign|rebuild|refurbish|restore|modernise|modernize|turn|handle|hire|recruit|onboard|cut|reduce|lower|raise|increase|double|halve|boost|add|get (?=.*\b(?:to|into|ready|back|going|under|online|off)\b)|take on|finish|complete|establish|found|adopt|sell|celebrate|throw|hold|relaunch|migrate|switch|win|roll out|deep-?clean|clear|overhaul|upgrade|tidy|fix up|do up|solve|arrange|manage|look after|see to|pass|achieve|reach|stop|prevent|save|digiti[sz]e|automate|think|set out|draw up a plan)\b/i;
const WISH =
  /^(?:(?:i|we|our \p{L}+|my \p{L}+|the \p{L}+)(?:\s+(?:really|just|also|still))?\s+(?:(?:would|'d)\s+)?(?:want|wants|like|love|plan|plans|intend|hope|wish|aim|will|am going|are going|is going|am|are|have been|has been)\b|(?:can|could|would|will) (?:you|we|someone|somebody|anyone)\b|help\b|(?:the|our|my) (?:goal|aim|idea|plan)\b|need to\b)/iu;
const OBLIGED = /^(?:i|we)(?:\s+(?:still|also|just))?\s+(?:have|need|must|should)\b/i;
const SPAN = /[\ue0ff]/;

const plainOf = (text: string) =>
  text.replace(/^(?:hi|hello|hey|so|please|kindly|well|ok|okay|dear \p{L}+)\b[\s,!]*/iu, "");
const mains = ({ parts }: Read) => parts.filter((part): part is MainPart => part.kind === "main");

function actionsOf(sentence: Read): Action[] {
  let passive = "";
  return mains(sentence).flatMap((part) => {
    const { actions } = readSaid(part, passive, false);
    const last = actions.at(-1);
    if (last !== undefined) passive = last.how === "passive" ? last.subject : "";
    return actions.filter(({ negated, past }) => !negated && !past);
  });
}

const isOrdered = (sentence: Read) =>
  sentence.relations.length > 0 ||
  sentence.parts.some(
    (part) =>
      part.orders.length > 0 ||
      (part.kind === "main" && part.trailing.length > 0) ||
      (part.kind === "sub" && part.relation !== "before" && actionsOf(sentence).length > 0),
  );

/** True when nobody is told to do anything: the steps are told as what happens. */
export function isNarrated(sentences: readonly Read[]): boolean {
  return !sentences.some((sentence) => mains(sentence).some(({ text }) => startsOrder(text)));
}

/** Where the steps begin: what stands before, the overall aim and what there is to know, is left out. */
export function firstWithSteps(sentences: readonly Read[]): number {
  const announced = sentences.findLastIndex(({ begins }) => begins === true);
  if (
    announced > 0 &&
    !sentences
      .slice(0, announced)
      .some(({ parts }) => parts.some((part) => part.orders.length > 0 || part.kind === "sub"))
  )
    return announced;
  const opening = sentences.findIndex(({ parts }) => parts[0]?.orders.includes("start") === true);
  if (
    opening > 0 &&
    sentences
      .slice(0, opening)
      .every((sentence) => !isOrdered(sentence) && !OBLIGED.test(plainOf(sentence.text)))
  )
    return opening;
  let from = 0;
  while (from < sentences.length - 1) {
    const [sentence, next] = [sentences[from], sentences[from + 1]];
    if (sentence === undefined || next === undefined || !isAim(sentence, next, sentences.slice(from + 1)))
      break;
    from++;
  }
  return from;
}

function isAim(sentence: Read, next: Read, rest: readonly Read[]): boolean {
  if (sentence.relations.length > 0 || sentence.aim !== undefined) return false;
  const said = mains(sentence);
  const actions = actionsOf(sentence);
  const bound =
    sentence.parts.some(
      (part) => part.kind === "sub" && (part.relation === "before" || part.relation === "until"),
    ) && said.some((part) => readSaid(part, "", false).actions.some(({ negated }) => negated));
  if (bound) return false;
  if (actions.length === 0) return !isOrdered(sentence);
  if (isHeadingNoun(sentence.text)) return true;
  if (isHeading(sentence, actions)) return true;
  const later = rest.reduce((sum, one) => sum + actionsOf(one).length, 0);
  if (later < 2 && !/\?\s*$/.test(sentence.text))
    return later > 0 && actions.every((one) => one.how === "active" && !one.required);
  if (isOrdered(sentence)) return false;
  if (/\bin (?:two|three|four|five|six|several|a few) (?:steps|stages|phases|rounds)\b/i.test(sentence.text))
    return true;
  const plain = expandContractions(plainOf(sentence.text));
  const narrated = isNarrated([sentence, ...rest]);
  const statements = actions.every((one) => (one.how === "active" || one.how === "passive") && !one.required);
  if (statements && actions.length > 1 && actions.every(({ how }) => how === "passive")) return false;
  if (statements && !narrated) return !goesOn(next) || actions.every(({ how }) => how === "active");
  if (actions.length > 1) return false;
  const wish = WISH.test(plain);
  const hope = /\b(?:want|like|love|hope|wish|plan|aim|goal|idea)\b/i.test(plain);
  if (goesOn(next) && !(wish && hope && !/^(?:it|they|them|this|these|those)\b/i.test(next.text)))
    return false;
  if (/\?\s*$/.test(sentence.text) || wish) return true;
  const [action] = actions;
  const words = action?.words ?? "";
  const aims = AIM_VERBS.test(bare(words) || words);
  if (OBLIGED.test(plain)) return aims;
  if (action?.how === "passive") return action.required && said.length === 1 && (aims || !narrated);
  if (action?.how === "active") return !action.required;
  return (
    aims ||
    (SPAN.test(sentence.text) &&
      /\b(?:below|under|by|within|before|no more than|at most|until)\b/i.test(sentence.text) &&
      later >= 3)
  );
}

/** True for "River restoration, stage 2." and "Field trip to the wetlands": no verb begins it. */
function isHeading(sentence: Read, actions: readonly Action[]): boolean {
  if (isOrdered(sentence)) return false;
  return (
    actions.every(({ how }) => how === "noun") ||
    (actions.every(({ how, words }) => how === "gerund" && !/[.]/.test(words)) &&
      readFinite(sentence.text) === null &&
      actions.length === 1)
  );
}

/** True when a sentence goes on from the one before: "Then ...", "Once that is done, ...". */
function goesOn({ parts, text }: Read): boolean {
  const [first] = parts;
  if (first === undefined) return false;
  const order = first.orders.some((one) => one !== "start" && one !== "free");
  return (
    order ||
    (first.kind === "sub" && first.leads && first.relation !== "before" && first.mark !== "with") ||
    /^(?:it|they|them|this|these|those)\b/i.test(text)
  );
}
