import { readClauses } from "./clauses.ts";
import type { Clause } from "./clauses.ts";
import { withSpelling } from "./connectives.ts";
import { mask } from "./fragments.ts";
import { readListSteps } from "./list-steps.ts";
import { expandContractions, orders, readFinite } from "./finite.ts";
import { readPhrase } from "./phrases.ts";
import type { Phrase } from "./phrases.ts";
import { Reader } from "./reader.ts";
import { relationsIn } from "./relations.ts";
import type { Relation } from "./relations.ts";
import { splitSentences } from "./sentences.ts";
import type { Sentence } from "./sentences.ts";
import type { StepOutline } from "./step-graph.ts";

type Read = Sentence & { clauses: Clause[]; relations: Relation[]; first: boolean };

/** More than a person writes; what comes after them is not read. */
const MOST_SENTENCES = 300;
const NONE: StepOutline = { steps: [], dependencies: [] };
const JOINS =
  /\b(?:both|all (?:three|four|five|of (?:it|that|this|them|these))|all (?:that|this) |everything|these (?:two|three|four)|those two|the (?:two|three|four)|none of (?:these|them)|do(?:es)? not depend|don't depend|separate things|in any order|independent(?:ly)?)\b/i;
const AIM_VERBS =
  /^(?:create|plan|prepare|build|launch|develop|generate|organi[sz]e|make|produce|design|put together|set up|run|host|deliver|help|sketch|work out|introduce|open|start|improve|implement|convert|move|introduce|set out|draw up a plan|think)\b/i;
const WISH =
  /^(?:(?:i|we|our \p{L}+|my \p{L}+|the \p{L}+)(?:\s+(?:really|just|also|still))?\s+(?:(?:would|'d)\s+)?(?:want|wants|like|love|plan|plans|intend|hope|wish|aim|will|am going|are going|is going|am|are|have been|has been)\b|(?:can|could|would|will) (?:you|we)\b|(?:we|i)\s+(?:\p{L}+)\b|help\b|(?:the|our|my) (?:goal|aim|idea|plan)\b)/iu;
const OBLIGED = /^(?:i|we)(?:\s+(?:still|also|just))?\s+(?:have|need|must|should)\b/i;

/**
 * The steps that a goal spells out, in order of mention, with exact dependencies; empty when it spells out none.
 * The overall aim, limits, dates, the audience and what merely happens are no steps.
 * @param spans where dates and amounts stand, so that they are never taken apart
 */
export function readExplicitSteps(
  text: string,
  spans: readonly { start: number; end: number }[],
): StepOutline {
  const masked = expandContractions(withSpelling(mask(text, spans).replace(/[^\S\n]+/g, " ")));
  const list = readListSteps(masked);
  if (list !== null) return list;
  const sentences = splitSentences(masked)
    .slice(0, MOST_SENTENCES)
    .map((sentence): Read => {
      const { rest, relations, first } = relationsIn(sentence.text);
      return { ...sentence, relations, first, clauses: rest === "" ? [] : readClauses(rest) };
    });
  const from = firstWithSteps(sentences);
  const reader = new Reader();
  let marked = false;
  sentences.forEach((sentence, index) => {
    if (index < from) {
      const about = readFinite(sentence.text)?.subject ?? "";
      if (
        /^(?:(?:the|our|my)\s+)?\p{L}+(?:\s\p{L}+)?$/iu.test(about) &&
        !/^(?:we|i|you|it|they|he|she|this|that|there)\b/i.test(about)
      )
        reader.hint(about);
      return;
    }
    if (sentence.topic !== "") reader.about(sentence.topic);
    const relate = () => {
      for (const relation of sentence.relations) marked = reader.relate(relation) || marked;
    };
    if (sentence.first) relate();
    sentence.clauses.forEach((clause, at) => {
      const rest = sentence.clauses.slice(at + 1);
      const next = sentences[index + 1];
      const ahead = `${rest.slice(0, 3).map(wordsOf).join(" ; ")} ; ${rest.length === 0 ? (next?.text ?? "") : ""}`;
      marked ||= clause.orders.length + clause.subs.length > 0;
      reader.read(clause, {
        first: at === 0,
        joined: JOINS.test(expandContractions(ahead)),
        glued: sentence.glued === true,
        final: index === sentences.length - 1 && rest.length === 0,
        leadsOn:
          rest[0]?.orders.some((order) => order === "then" || order === "last") === true ||
          rest[0]?.subs.some(
            ({ leading, relation }) => leading && (relation === "after" || relation === "if"),
          ) === true,
      });
    });
    if (!sentence.first) relate();
  });
  const outline = reader.outline();
  const many =
    outline.steps.length >= 3 || (outline.steps.length === 2 && (marked || outline.dependencies.length > 0));
  return many ? outline : NONE;
}

/** Where the steps begin: what stands before, the overall aim and what there is to know, is left out. */
function firstWithSteps(sentences: readonly Read[]): number {
  const announced = sentences.findLastIndex(({ begins }) => begins === true);
  if (
    announced > 0 &&
    !sentences.slice(0, announced).some(({ clauses }) => clauses.some((one) => one.orders.length > 0))
  )
    return announced;
  const opening = sentences.findIndex(({ clauses }) => clauses[0]?.orders.includes("start") === true);
  if (
    opening > 0 &&
    sentences.slice(0, opening).every((sentence) => !isOrdered(sentence) && !isObliged(sentence))
  )
    return opening;
  let from = 0;
  while (from < sentences.length - 1) {
    const sentence = sentences[from];
    const next = sentences[from + 1];
    if (sentence === undefined || next === undefined || !isAim(sentence, next)) break;
    from++;
  }
  return from;
}

const isObliged = ({ text }: Read) => OBLIGED.test(plainOf(text));
const plainOf = (text: string) => text.replace(/^(?:hi|hello|hey|so|please|well|ok|okay)\b[\s,!]*/i, "");
const isOrdered = ({ clauses, relations }: Read) =>
  relations.length > 0 ||
  clauses.some((clause) => clause.orders.length > 0 || (clause.subs.length > 0 && actionsOf(clause) > 0));

function isAim(sentence: Read, next: Read): boolean {
  const [clause] = sentence.clauses;
  if (sentence.relations.length > 0) return false;
  if (clause === undefined) return true;
  if (isHeading(sentence) || /\?\s*$/.test(sentence.text)) return true;
  const actions = sentence.clauses.reduce((sum, one) => sum + actionsOf(one), 0);
  if (actions === 0)
    return !sentence.clauses.some((one) => one.subs.length > 0 && refersOf(one) > 0) && !isOrdered(sentence);
  if (isOrdered(sentence)) return false;
  const plain = plainOf(sentence.text);
  const said = sentence.clauses.flatMap((one) => one.main).map(({ text }) => text);
  const steps = said.filter((text) => {
    const phrase = readPhrase(text);
    return (
      phrase.kind === "action" &&
      (!isStatement(phrase) ||
        /\b(?:must|should|has|have|needs?|ought)\b/.test(readFinite(text)?.aux ?? "")) &&
      !WISH.test(expandContractions(text.trim()))
    );
  });
  if (steps.length === 0 && said.length > 1 && !OBLIGED.test(plain))
    return !goesOn(next) || /\b(?:want|like|love|hope|wish|plan)\b/i.test(plain);
  if (actions > 1 && !/^(?:we|our|my)\b[^,]*\b(?:are|is)\b/i.test(sentence.text)) return false;
  if (goesOn(next)) return false;
  if (OBLIGED.test(plain)) return false;
  const phrase = readPhrase(clause.main[0]?.text ?? "");
  return WISH.test(expandContractions(plain)) || AIM_VERBS.test(plain) || isStatement(phrase);
}

/** True for "River restoration, stage 2." and "Bookbinding for beginners, eight people": no verb begins it. */
function isHeading({ clauses, text }: Read): boolean {
  const [clause] = clauses;
  if (
    clauses.length !== 1 ||
    clause === undefined ||
    clause.orders.length + clause.subs.length + clause.trailing.length > 0
  )
    return false;
  const [first] = clause.main;
  if (first === undefined || /;/.test(text)) return false;
  const gerund = /^\p{L}+ing\b/iu.test(first.text) && readFinite(first.text) === null;
  return (
    (gerund && clause.main.every(({ text: said }) => !orders(said))) ||
    (readPhrase(first.text).kind === "noun" &&
      clause.main.slice(1).every(({ and, text: said }) => !and && !orders(said)))
  );
}

const isStatement = (phrase: Phrase) =>
  phrase.kind === "action" && phrase.how === "active" && phrase.subject !== "";

/** True when a sentence goes on from the one before: "Then ...", "Once that is done, ...". */
function goesOn({ clauses, text }: Read): boolean {
  const [first] = clauses;
  if (first === undefined) return false;
  const order = first.orders.some((one) => one !== "start" && one !== "free");
  return (
    order ||
    first.subs.some(({ relation, leading }) => leading && relation !== "before") ||
    /^(?:it|they|them|this|these|those)\b/i.test(text)
  );
}

function actionsOf(clause: Clause): number {
  return clause.main.filter(({ text }) => {
    const phrase = readPhrase(text);
    return phrase.kind === "action";
  }).length;
}

function refersOf(clause: Clause): number {
  return clause.main.filter(({ text }) => readPhrase(text).kind === "refer").length;
}

const wordsOf = (clause: Clause) =>
  [...clause.subs.flatMap((sub) => sub.pieces), ...clause.main].map(({ text }) => text).join(" ");
