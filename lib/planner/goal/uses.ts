import { brings, isResult } from "./causes.ts";
import type { Known, StepGraph } from "./step-graph.ts";
import { anatomyOf } from "./things.ts";
import type { Thing } from "./things.ts";
import { fromParticiple } from "./verbs.ts";
import { stem } from "./words.ts";

/** Words that mean all that was done before: "from all that", "present both". */
const ALL =
  /\b(?:both|all of (?:it|them|that|this|these|those)|all (?:that|this|three|four|five)|everything|the (?:two|three|four|five)(?=\s*$|\s+(?:of|into|to|with|in|against|tell|parts|together|for)\b)|(?:these|those) (?:two|three|four|five)|the above)\b/i;
/** Words that mean what was done last, though they name no step. */
const LAST =
  /\b(?:accordingly|thereof|the rest|whatever|whoever|a copy(?! of)|the other(?=\s)|that (?:are|is|were|was|turn|turned|remain|remains|fail|failed|pass|passed|need|needs|has|did|do|does)\b|those (?:who|that|which|we|you)\b|for each(?=\s*$)|the others?\b|which (?:is|are|was|were|one|ones|of (?:them|these|those|the two))\b|any(?:thing)?\b|^(?:print|order|make|produce|bake|sew) [\d.,]+(?: copies| of them)?$|(?<=^(?:book|choose|hire|pick|reserve|take|buy|sign|accept|invite|interview|order|appoint|rent|select) )the \p{L}+est\b|(?<=^\p{L}+ )(?:that|this)(?=\s|$)|the (?:nicest|best|cheapest|cheaper|better|fastest|top|strongest|winning|winners?|chosen|selected|remaining|resulting|shortlisted|critical|complete|good|bad|new|old|first|second|other|urgent|final|revised|finished|approved|corrected|edited|cleaned)(?: (?:one|ones|two|three|four|five|six|ten))?(?=\s*$|\s+(?:who|that|which|of|for|to|in|on|at|with|by)\b|\s*,)|the \p{L}+ (?:ones?)\b|(?:what|where|whatever|whichever) (?:they|you|we|it|he|she|is left|remains|came|comes|is|was|has|needs)\b|(?<=^\p{L}+ )(?:one|ones)(?=\s|$)|(?<!\ban? )(?<!\ban? \p{L}+ )\b\p{L}+ ones?(?=\s|$)|that person|the (?:results?|outcome|findings|answers?|feedback)(?=\s*$|\s+(?:to|with|in|on|for|into)\b)|(?<=\p{L} )(?:they|it|he|she) (?:point|points|bring|brings|need|needs|show|shows|name|names|found|find|finds|list|lists|want|wants|say|says|give|gives|recommend|recommends|suggest|suggests|mention|mentions|propose|proposes|tell|tells|ask|asks)\b|what (?:you|we) (?:find|found|learn|learned|hear|heard|see|saw|get|got)\b|(?<!\bover )there(?=\s*$)|\bagain\b|(?<=\b(?:with|from|to|for|of|around|on|after|by) )(?:it|them|that|those|this|these)\b)/iu;

/** What only looks at a thing, and leaves it as it was. */
export const OBSERVES = /^(?:photograph|weigh|measure|film|scan|describe|sketch|count|x-ray)\b/i;
/** What holds something of the thing that is named before it: "the backdrop file", "the survey notes". */
const HOLDS =
  /\b(?:file|files|results?|notes?|report|reports|sheet|sheets|data|copy|copies|version|draft|prices?|quotes?|offers?|photos?|number|numbers|figures?|answers?|list|entry|entries|plan|drawings?|design|findings|labels?|samples?|recordings?|replies|comments)$/i;

/** True when words mean everything done before at once. */
export const pointsToAll = (words: string) => ALL.test(words);
/** True for words that take one part of what was done last and leave others: "box the good ones", "store the other". */
export const takesSome = (words: string) =>
  /(?<!\b(?:new|old) )\bones\b|\bthe (?:rest|other|others|remaining|remainder)\b|\bone half\b|\bthat (?:turned|did|are|were)\b/i.test(
    words,
  );

/** True when words cannot be understood without what was done last. */
export function pointsBack(words: string): boolean {
  const said = LAST.exec(words);
  if (said === null) return false;
  // "Ask the churches what they can give": who they are is said in the same words.
  return !(
    /^(?:what|where) they/i.test(said[0]) &&
    anatomyOf(words.slice(0, said.index)).things.some(({ plural }) => plural)
  );
}

/**
 * The earlier steps that act on, make or find what a step's noun phrases mean: "summarise the interviews" uses "interview ten
 * tenants". Only the last of several that do so one after the other.
 * @param among the steps that may be meant
 * @param explicit the step says itself what it waits for
 * @param latest what was said last
 */
export function usedSteps(
  graph: StepGraph,
  own: number,
  among: readonly number[],
  explicit: boolean,
  latest: readonly number[],
): number[] {
  const step = graph.steps[own];
  if (step === undefined) return [];
  const able = among.filter((one) => one !== own && !graph.excludes(one, own));
  const found = step.anatomy.things.flatMap((thing) => {
    const users = usersOf(graph, step, thing, able, explicit, latest);
    // "By that firm": whoever was found last, though nobody called it so.
    const points =
      users.length === 0 && /^(?:that|this|those|these)\s/i.test(thing.text) && thing.preposition !== "";
    return points ? able.filter((one) => latest.includes(one)) : users;
  });
  return [...new Set(found)];
}

function usersOf(
  graph: StepGraph,
  step: Known,
  thing: Thing,
  among: readonly number[],
  explicit: boolean,
  latest: readonly number[],
): number[] {
  // "Load van when boxes are packed" says itself what it waits for.
  if (explicit && thing.known === "bare") return [];
  let best = 0;
  let found: number[] = [];
  for (const index of among) {
    const other = graph.steps[index];
    if (other === undefined) continue;
    const score = scoreOf(step, thing, other);
    if (score === 0 || score < best) continue;
    if (score > best) [best, found] = [score, []];
    found.push(index);
  }
  if (best >= 2) return graph.ends(found);
  // What came of several done side by side came of all of them.
  return found.length > 0 && found.every((one) => latest.includes(one)) ? found : found.slice(-1);
}

/** How surely a noun phrase of one step means what another acts on or makes; 0 for not at all. */
function scoreOf(step: Known, thing: Thing, other: Known): number {
  const { verb } = other.anatomy;
  const participle = thing.text
    .split(/\s+/)
    .slice(0, -1)
    .map((word) => fromParticiple(word.toLowerCase()))
    .find((base) => base !== null);
  const done = participle != null && verb === stem(participle);
  if (done && (other.acts.has(thing.head) || other.about.has(thing.head))) return 5;
  if (
    (done && /^ones?$/.test(thing.head)) ||
    thing.done.some((one) => one === verb || other.acts.has(one) || other.about.has(one))
  )
    return 4;
  // "The translated text" after "commission the translation"
  if (
    participle != null &&
    thing.known === "the" &&
    (other.acts.has(stem(participle)) || other.makes.has(stem(participle)))
  )
    return 4;
  // "The winning recipe" was chosen.
  if (
    /\b(?:winning|chosen|selected|preferred|shortlisted)\s/i.test(thing.text) &&
    /^(?:choose|pick|select|decide|shortlist)\b/i.test(other.words)
  )
    return 5;
  if (thing.known === "a" || /^(?:ones?|rest|half|other|others)$/.test(thing.head)) return 0;
  if (OBSERVES.test(step.words) && OBSERVES.test(other.words)) return 0;
  const acted = other.acts.has(thing.head);
  const made = other.makes.has(thing.head);
  const shared = thing.stems.filter((one) => other.about.has(one)).length;
  // "Print posters" after "print flyers for the posters": the same verb on the same thing is no use of it.
  if (acted && verb !== step.anatomy.verb) return 3 + shared / 10;
  if (made && thing.known !== "bare") return 3 + shared / 10;
  if (made && shared > 0 && thing.head === verb) return 3;
  if (thing.known === "bare") return 0;
  if (shared > 1 && shared === thing.stems.length && verb !== step.anatomy.verb) return 2;
  // "The interview notes", "the survey results": the first noun says what they come of.
  if (verb !== null && thing.stems.length > 1 && thing.stems.includes(verb)) return 2;
  if (isResult(thing.head) && shared > 0) return 2;
  // "The backdrop file" after "design the backdrop"; "hand over the chart" after "note it in the chart".
  if (
    HOLDS.test(thing.text) &&
    thing.stems.slice(0, -1).some((one) => other.acts.has(one) || other.makes.has(one))
  )
    return 2;
  if (
    thing.object &&
    other.anatomy.things.some(
      (one) => one.head === thing.head && /^(?:in|into|on|onto)$/.test(one.preposition),
    )
  )
    return 1.5;
  if (isResult(thing.head) && brings(verb, thing.head) && (thing.known === "the" || thing.known === "own"))
    return 1;
  return 0;
}
