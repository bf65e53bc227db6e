import type { readFinite } from "./finite.ts";
import { bare } from "./fragments.ts";
import { SOMEONE, HAPPENING, STATE_END, DATE_NOUN } from "./happenings.ts";
import type { Surroundings } from "./mentions.ts";
import type { readPhrase } from "./phrases.ts";
import type { StepGraph } from "./step-graph.ts";
import { namesAction } from "./verbs.ts";

/** The words of an action that a part names and that nobody has named yet; null when it tells of no work of ours. */
export function newWords(
  text: string,
  finite: ReturnType<typeof readFinite>,
  phrase: ReturnType<typeof readPhrase>,
  relation: string,
  mark: string,
  about: Surroundings,
  graph: StepGraph,
): string | null {
  if (about.create === "none" || mark === "with") return null;
  const settled = /^(?:provided|assuming|on condition|as long|so long|whenever|the moment)/.test(mark);
  if (phrase.kind === "action" && (phrase.how === "gerund" || phrase.how === "order") && !SOMEONE.test(text))
    return phrase.words;
  if (finite === null) {
    const name = bare(text.replace(STATE_END, "")) || text;
    const done = name !== text;
    const starts = graph.steps.length === 0 && relation === "after";
    if (
      (namesAction(name) && !DATE_NOUN.test(name) && (done || starts || relation === "beside")) ||
      /^[A-Z]$/.test(name)
    )
      return name;
    return null;
  }
  if (phrase.kind !== "action") {
    // "While Tom gets the rail passes"
    if (
      relation === "beside" &&
      finite.voice === "active" &&
      /^(?:(?:the|a|an|our|my|his|her|their|its|all|both)\s|\p{L}+s\b)/u.test(finite.rest) &&
      !SOMEONE.test(text)
    )
      return text;
    if (
      (STATE_END.test(text) || graph.steps.length === 0) &&
      namesAction(finite.subject) &&
      relation === "after"
    )
      return finite.subject;
    return null;
  }
  if (SOMEONE.test(text) && phrase.how !== "passive") {
    if (/^(?:anyone|anybody|someone|nobody|no one|there|none)\b/i.test(text) && relation !== "before")
      return null;
    const rest = phrase.words.split(/\s+/).slice(1).join(" ");
    return rest === "" ||
      (/^(?:know|see|hear|get|have|leave|go|think|agree)\b/i.test(phrase.words) &&
        relation !== "before" &&
        !/^have\s.*\b\p{L}+ed\b/iu.test(phrase.words))
      ? null
      : phrase.words;
  }
  if (phrase.how === "passive") {
    if (
      graph.steps.length === 0 &&
      relation === "after" &&
      HAPPENING.test(finite.verb) &&
      namesAction(finite.subject)
    )
      return finite.subject;
    if (
      HAPPENING.test(finite.verb) &&
      !(relation === "before" && /^(?:sign|open|close|deliver|ship)$/.test(finite.verb)) &&
      !settled
    )
      return about.create === "all" &&
        !/^(?:approve|grant|sign|confirm|know|agree|need|require|do|finish|complete)$/.test(finite.verb) &&
        relation === "before"
        ? phrase.words
        : null;
    return phrase.words;
  }
  // "Ana audits the line": somebody does something to something.
  if (relation === "beside" || relation === "before") {
    const goes =
      /^(?:any|the|our|these|those|all)?\s*(.+?)\s+(?:goes?|gets?)\s+(?:out|live|online|up|public|to (?:print|press|production))\b/iu.exec(
        text,
      );
    if (goes !== null)
      return /\bout\b/i.test(text) ? `send ${finite.subject.replace(/^any\s/i, "the ")}` : phrase.words;
    const rest = finite.rest.trim();
    const going = /\b(?:is|are)\s+(?:still\s+)?\p{L}+ing\b/iu.test(text);
    const itself =
      /^(?:rest|cure|dry|cool|rise|proof|bake|cook|run|sleep|wait|be|last|continue|simmer|boil|soak|set|harden|stand|charge|load)$/.test(
        finite.verb,
      ) && !/^(?:the|an?|our|my|his|her|their|its)\s/i.test(rest);
    if (relation === "beside" && rest !== "" && !going && !itself) return phrase.words;
    const transitive =
      /^(?:the|a|an|our|my|his|her|their|its|all|both|every|each|two|three|some|\d|it\b|them\b|\p{L}+s\b|[A-Z])/u.test(
        rest,
      ) &&
      !/\b(?:arrive|come|leave|start|begin|end|open|close|wake|return|expire|grow|get|be|have|meet)$/.test(
        finite.verb,
      );
    return transitive && (relation === "beside" || !going) ? phrase.words : null;
  }
  return null;
}
