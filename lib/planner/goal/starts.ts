import { DETERMINERS, OBJECT_PRONOUNS } from "./lexicon.ts";
import { expandContractions, isAuxiliary, orders, readFinite } from "./finite.ts";
import { bare } from "./fragments.ts";
import { canBeVerb, fromParticiple, isGerund } from "./verbs.ts";

const plain = (word: string | undefined) => (word ?? "").toLowerCase().replace(/[^\p{L}\p{N}'-]/gu, "");

/** True when a stretch begins with an order, whatever politeness stands before it: "please check it", "could you book a van". */
export function startsOrder(text: string): boolean {
  const said = expandContractions(text.trim());
  if (said === "") return false;
  if (isOrder(said)) return true;
  const asked = bare(said);
  return asked !== "" && asked !== said && asked.length < said.length && isOrder(asked);
}

function isOrder(text: string): boolean {
  const words = text.split(/\s+/);
  const [first, second] = [plain(words[0]), plain(words[1])];
  if (isGerund(first)) return false;
  if (orders(text)) return true;
  // "Load-test the deck", "3D-print it": the last part is the verb.
  const tail = first.includes("-") ? (first.split("-").at(-1) ?? "") : "";
  const object = DETERMINERS.has(second) || OBJECT_PRONOUNS.has(second) || /^[\d\ue0ff]/.test(words[1] ?? "");
  if (tail !== "" && canBeVerb(tail))
    return object || (words.length > 1 && !isAuxiliary(second) && readFinite(text) === null);
  return false;
}

/** True for "tested on six colleagues", "vaccinated": a passive that leaves its subject out. */
export function startsParticiple(text: string): boolean {
  const [first = "", second = ""] = text.slice(0, 200).trim().split(/\s+/);
  const word = plain(/^\p{L}+ly$/iu.test(first) ? second : first);
  return fromParticiple(word) !== null && !(canBeVerb(word) && orders(text)) && readFinite(text) === null;
}

/** True when a stretch has a subject and a finite verb of its own. */
export function startsStatement(text: string): boolean {
  const said = expandContractions(text.trim());
  if (/^(?:who|which|whose|whom|where)\b/i.test(said)) return false;
  const finite = readFinite(said);
  if (finite === null || finite.subject === "") return false;
  return (
    !/^(?:to|for|from|with|in|into|on|at|by|of|about|than|as)\s/i.test(`${finite.subject} `) ||
    finite.voice === "passive"
  );
}
