import type { Clause, Piece } from "./clauses.ts";
import { expandContractions, readFinite } from "./finite.ts";
import { bare } from "./fragments.ts";
import { pointsBack } from "./links.ts";
import { readPhrase } from "./phrases.ts";
import { fromParticiple, leadingVerb } from "./verbs.ts";
import { startsLight, withoutLight } from "./words.ts";

/** Something to be done, on its way to a step. */
export type Action = {
  words: string;
  negated: boolean;
  how: "order" | "gerund" | "passive" | "active" | "noun";
  subject: string;
  piece: Piece;
  back: boolean;
  /** It shares its verb with the action before. */
  shares?: boolean;
};

/** The actions of a clause: a noun phrase goes on what stands before it, unless nouns are what is done. */
export function actionsIn(clause: Clause, antecedent: string, named: string, passive: string): Action[] {
  const actions: Action[] = [];
  const apart = clause.trailing.includes("beside") || clause.orders.includes("beside");
  const light = isLight(clause);
  let topic = antecedent;
  for (const piece of clause.main) {
    const text = light ? withoutLight(piece.text) : piece.text;
    const about =
      actions.at(-1)?.how === "passive"
        ? (actions.at(-1)?.subject ?? "")
        : actions.length === 0
          ? passive
          : "";
    const elided =
      about !== "" && fromParticiple(text.split(/\s+/)[0] ?? "") !== null && leadingVerb(text) === null;
    // "The vaccine has to be ordered and the staff trained."
    const participle = /^(.*\S)\s+(\S+)$/s.exec(text);
    const second =
      about !== "" &&
      piece.and &&
      participle !== null &&
      participle[2]?.endsWith("ed") === true &&
      readFinite(text) === null &&
      leadingVerb(text) === null;
    const phrase = readPhrase(
      about !== "" && /^(?:is|are|gets?|must be|has to be|have to be|should be|can be)\s/i.test(text)
        ? `${about} ${text}`
        : elided
          ? `${about} is ${text}`
          : second
            ? `${participle[1] ?? ""} is ${participle[2] ?? ""}`
            : text,
    );
    if (piece.so) {
      const reason = actions.at(-1);
      if (reason?.how === "active") actions.pop();
    }
    if (phrase.kind === "none" || phrase.kind === "refer") continue;
    // "Fish the stretch, to see what came back": what for is no action.
    if (/^to\s/i.test(text) && actions.length > 0 && !piece.and) continue;
    if (/^(?:who|which|whose|where)\b/i.test(text)) continue;
    if (phrase.kind === "noun") {
      const last = actions.at(-1);
      // "On the day itself, ...", "and, on the way, ..."
      if (
        /^(?:on|in|at|by|of|as|during|instead|besides|apart)\s/i.test(text) &&
        (last === undefined || piece.comma)
      )
        continue;
      if (last === undefined || last.how === "noun" || light) {
        actions.push({
          words: phrase.words,
          negated: phrase.negated,
          how: "noun",
          subject: "",
          piece,
          back: pointsBack(phrase.words),
        });
      } else if ((apart && !/^\p{L}+ly$/u.test(phrase.words)) || /\bones?$/i.test(phrase.words)) {
        const [verb = ""] = last.words.split(/\s+/);
        actions.push({ ...last, words: `${verb} ${phrase.words}`, piece });
      } else if (piece.and && shareVerb(last.words, phrase.words) !== null) {
        actions.push({ ...last, words: shareVerb(last.words, phrase.words) ?? "", piece, shares: true });
      } else last.words += piece.joint + bareOr(text);
      continue;
    }
    const words =
      (phrase.how === "passive" || named !== "") && topic !== ""
        ? phrase.words.replace(
            /^(\S+(?:\s(?:in|out|up|down|off|on|over|back|away))?\s)(?:it|they|them|this|these|those|that)(?=\s|$)/i,
            (_whole, verb: string) => `${verb}${topic}`,
          )
        : phrase.words;
    const last = actions.at(-1);
    if (last?.how === "noun" && phrase.how === "passive" && piece.and) {
      // "Front end and back end are built": one verb for both.
      const verb = words.slice(0, Math.max(0, words.indexOf(phrase.subject)));
      const each = apart || (OBJECT.test(last.words) && OBJECT.test(phrase.subject));
      if (each && verb !== "") last.words = verb + last.words;
      else {
        last.words = words.replace(phrase.subject, `${last.words} and ${phrase.subject}`);
        last.how = "passive";
        continue;
      }
      last.how = "passive";
    }
    if (last?.how === "order" && phrase.how === "order" && !/\s/.test(last.words) && /\s/.test(words)) {
      // "Wash, dry and fold the sheets": one object for all.
      const object = words.replace(/^\S+\s+/, "");
      const shared = !/^(?:on|in|at|by|for|with|from|to|of|off|up|out)\s/i.test(object);
      for (const one of actions)
        if (shared && one.how === "order" && !/\s/.test(one.words)) one.words += ` ${object}`;
    }
    actions.push({
      words,
      negated: phrase.negated,
      how: phrase.how,
      subject: phrase.subject,
      piece,
      back: pointsBack(phrase.words) || (last !== undefined && sameObject(last.words, words)),
    });
    if (phrase.how === "passive" && !/^(?:it|they|this|these|those|that)$/i.test(phrase.subject))
      topic = phrase.subject;
  }
  return actions;
}

const OBJECT = /^(?:the|an?|our|my|your|their|his|her|its|one|two|three|four|five|six)\s+\p{L}/iu;
const PREPOSITIONS =
  "to|for|from|with|in|into|on|onto|at|by|about|of|against|among|between|over|under|through|as|before|after|until";
const TOGETHER =
  /^(?:compare|merge|match|combine|mix|reconcile|connect|link|join|weigh|balance|distinguish|separate|choose|decide|pick|swap|exchange|agree|tell|ask|show|give|bring|put)\b/i;

/**
 * "Book the hall" and "the rooms" are two things to do when both are objects of their own; "by a plumber" in the first asks for
 * the like in the second. Null when the two are one thing, such as what is compared.
 */
function shareVerb(words: string, object: string): string | null {
  if (!OBJECT.test(object) || TOGETHER.test(words)) return null;
  const had = /^((?:have|get)) (.+?) (\p{L}+ed|made|done|cut|built|written|put|set|sent|read)\b(.*)$/iu.exec(
    words,
  );
  const [thing = "", ...rest] = object.split(new RegExp(`\\s(?=(?:${PREPOSITIONS})\\s)`, "i"));
  if (had !== null && (had[4] === "" || rest.length > 0))
    return `${had[1] ?? ""} ${thing} ${had[3] ?? ""} ${rest.join(" ")}`.trim();
  const verb = new RegExp(
    `^\\S+(?:\\s(?:up|out|off|down|over|back|away|in))?(?=\\s+(?:the|an?|our|my|your|their|his|her|its|one|two|three|four|five|six)\\s)`,
    "i",
  ).exec(words)?.[0];
  if (verb === undefined || leadingVerb(words) === null) return null;
  const first = words.slice(verb.length);
  const placed = new RegExp(`\\s(?:${PREPOSITIONS})\\s`, "i").test(first.replace(/\sof\s/gi, " "));
  return placed && rest.length === 0 ? null : `${verb} ${object}`;
}

/** What a part in front speaks of, and "it" in the main part with it: "before the data is moved, it is encrypted". */
export function subjectOf(clause: Clause): string | null {
  const [sub] = clause.subs;
  const [piece] = sub?.pieces ?? [];
  if (sub?.leading !== true || piece === undefined) return null;
  const subject = readFinite(expandContractions(piece.text))?.subject ?? "";
  return subject === "" ||
    /^(?:it|they|this|that|these|those|we|i|you|he|she|both|all|everything|there)\b/i.test(subject)
    ? null
    : subject;
}

const sameObject = (one: string, other: string) =>
  /\s/.test(one) && one.replace(/^\S+\s+/, "") === other.replace(/^\S+\s+/, "");
const bareOr = (text: string) => bare(text) || text;
/** True when a clause says "do" or "carry out": what follows names the actions. */
export const isLight = (clause: Clause) => startsLight(bare(clause.main[0]?.text ?? ""));
/** True for "book anything", "do that": nothing that could be a step. */
export const isGeneric = (words: string) =>
  /^(?:do|handle|see to|manage) (?:that|this|it|so|them|these|those)$|^(?:go ahead|get going|get started|carry on|proceed)$|\s(?:nothing|nobody)$/i.test(
    words,
  ) || /^\S+(?:\s+\S+)?\s+(?:anything|something|everything else)(?:\s+(?:else|new))?$/i.test(words);

/** What an action is done to: "the report" in "write the report for the board"; null when it says no more than "it". */
export function objectOf(words: string): string | null {
  const had = /^have\s+(?:the|a|an|our)\s+\p{L}+\s+\p{L}+\s+((?:the|our|a|an)\s.+)$/iu.exec(words)?.[1];
  if (had !== undefined) return had;
  if (/^have\s+(?:the|a|an|our|all|any|each|every)\s/i.test(words)) {
    // "Have the report checked by ...": what is checked.
    const parts = words.split(/\s+/);
    const at = parts.findIndex((word, index) => index > 2 && fromParticiple(word) !== null);
    if (at > 0) return parts.slice(1, at).join(" ");
  }
  const rest =
    leadingVerb(words) === null
      ? words
      : words.replace(/^\S+\s+(?:(?:in|out|up|down|off|on|over|back)\s+)?/, "");
  const end =
    /\s(?:to|for|from|with|in|on|at|by|into|as|about|according|based|using|among|between|around|that|who|which|once|when|until|checked|done|signed)\b/i.exec(
      rest,
    )?.index ?? rest.length;
  const object = rest.slice(0, end).trim();
  return object === "" || /^(?:it|them|they|this|that)$/i.test(object) ? null : object;
}
