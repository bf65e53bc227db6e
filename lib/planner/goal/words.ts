import nlp from "compromise";
import { z } from "zod";

/** What compromise says of terms; its own types say any. */
const Tagged = z.array(z.object({ terms: z.array(z.object({ tags: z.array(z.string()) })) }));

/** Verbs that begin an action in a goal. compromise takes many of them for nouns ("research", "draft", "schedule"). */
const ACTION_VERBS = new Set(
  `research analyse analyze review write draft design plan prepare create build make develop define identify find
collect gather compile summarise summarize report present publish launch schedule allocate budget book invite hire interview
screen post send email share test check validate approve edit translate survey compare evaluate assess estimate
calculate measure track set select choose pick decide map list outline document organise organize arrange
order buy negotiate contact call meet train onboard announce promote run audit investigate study explore
read extract clean import export migrate deploy implement code configure install record film shoot produce
print ship deliver monitor optimise optimize improve update revise refine finalise finalize brainstorm
propose recommend prioritise prioritize rank benchmark forecast model segment position brief assemble combine merge
put get do perform conduct complete handle carry cover start begin generate submit confirm secure recruit pitch
sign agree visit cook paint pack move rent apply register verify query synthesise synthesize interpret
advertise target cost quote source scout shortlist rehearse host debrief archive proofread format
illustrate localise localize distribute circulate discuss align kick wrap close open name brand price pilot roll teach learn
examine inspect scan fix repair replace remove add integrate connect label annotate sample weigh score
transcribe code categorise categorize cluster visualise visualize chart plot graph tabulate reconcile invoice pay file`
    .trim()
    .split(/\s+/),
);

/** Nouns that name an action, so that "budget allocation" is not the verb "budget". */
const ACTION_NOUNS =
  /^(research|analysis|analyses|allocation|review|plan|planning|strategy|calendar|report|draft|identification|selection|study|survey|audit|launch|brief|design|testing|tests?|schedule|document|summary|approval|copy|mapping|outline|check|interviews?|assessment|evaluation|estimate|budget|promotion|recommendations?|writing|production|setup|booking|invitations?|outreach|comparison|benchmark|roadmap|posts?|channels?|marketing|creation|development|preparation|proposal|presentation|research|definition|positioning|pricing|creative|page|site|team|event|party|guidelines?|rules)$/i;
const NOUN_FIRST = new Set(
  "market budget content design test launch plan model position price brand name cost source target post file call order brief document report schedule research draft survey audit sample score".split(
    " ",
  ),
);
const LIGHT_VERBS =
  /^(do|doing|perform|performing|conduct|conducting|complete|completing|handle|handling|carry out|carrying out|run through|cover|covering|start with|starting with|begin with|beginning with)\s+/i;

/** The verb that an imperative or gerund phrase begins with, as an infinitive ("analysing the data" gives "analyse"), or null. */
export function leadingVerb(phrase: string): string | null {
  const words = phrase.trim().split(/\s+/);
  const first = (words[0] ?? "").toLowerCase().replace(/[^\p{L}-]/gu, "");
  const second = (words[1] ?? "").toLowerCase().replace(/[^\p{L}-]/gu, "");
  if (first === "" || (first.length === 1 && first !== "a")) return null;
  const infinitive = first.endsWith("ing") ? fromGerund(first) : first;
  if (infinitive === null) return null;
  // A gerund alone is a noun: "competitors and pricing".
  if (first.endsWith("ing") && words.length === 1) return null;
  if (NOUN_FIRST.has(first) && ACTION_NOUNS.test(second)) return null;
  if (ACTION_VERBS.has(infinitive)) return infinitive;
  const tags = Tagged.parse(nlp(phrase.slice(0, 200)).terms().first().json())[0]?.terms[0]?.tags;
  return tags?.some((tag) => tag === "Imperative" || tag === "Infinitive" || tag === "Gerund") === true
    ? infinitive
    : null;
}

function fromGerund(word: string): string | null {
  const stem = word.slice(0, -3);
  const candidates = [stem, `${stem}e`, stem.replace(/(.)\1$/, "$1")];
  const known = candidates.find((one) => ACTION_VERBS.has(one));
  if (known !== undefined) return known;
  const doc = nlp(word);
  doc.tag("Gerund");
  const verb = doc.verbs().toInfinitive().text();
  return verb === "" ? null : verb.toLowerCase();
}

/** True for "doing", "carrying out": what follows names the actions. */
export const startsLight = (phrase: string) => LIGHT_VERBS.test(phrase.trim());
/** The phrase without its light verb. */
export const withoutLight = (phrase: string) => phrase.trim().replace(LIGHT_VERBS, "");
/** True when the phrase's last noun names an action: "the market research". */
export const namesAction = (phrase: string) => ACTION_NOUNS.test(phrase.trim().split(/\s+/).at(-1) ?? "");

/** "analysing the data" becomes "Analyse the data"; other phrases only get a capital. */
export function toTitle(phrase: string): string {
  const trimmed = phrase
    .trim()
    .replace(/^(?:the|an?|to)\s+(?=\S)/i, "")
    .replace(/[\s.,;:!]+$/u, "");
  const [first = "", ...rest] = trimmed.split(/\s+/);
  const verb = /ing$/i.test(first) && rest.length > 0 ? leadingVerb(trimmed) : null;
  const text = [verb ?? first, ...rest].join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words that say nothing about which action is meant. */
const STOP = new Set(
  `a an the our your my their its this that these those to of for in on at by with from and or as is are be been do done does
doing complete completed finish finished ready all both some any more new it them they we you i us please etc phase step task
work perform conduct handle carry out into about over using based finalised approved`.split(/\s+/),
);

/** A rough stem, the same for "analyse", "analysing", "analysis" and "analyses"; only ever compared, never shown. */
export function stem(word: string): string {
  const plain = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const cut = plain
    .replace(/(?:isations?|izations?)$/, "is")
    .replace(/(?:ations?|ments?)$/, (end) => (plain.length - end.length >= 4 ? "" : end))
    .replace(/(?:ings?|ed|es|s|is|ions?|ers?|e)$/, (end) => (plain.length - end.length >= 3 ? "" : end))
    .replace(/(?:ification|ificat|ify)$/, "if");
  return cut
    .replace(/z$/, "s")
    .replace(/(.)\1$/, "$1")
    .replace(/[ey]$/, "");
}

/** Stems of a phrase's words that mean something, each once. */
export function stems(phrase: string): Set<string> {
  const words = phrase.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const kept = words.filter((word) => !STOP.has(word)).map(stem);
  return new Set(kept.length > 0 ? kept : words.map(stem));
}
