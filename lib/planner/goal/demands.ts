/** What a goal says must be in what comes out of it, and what must not, in its own words. */
export type Demands = { musts: string[]; mustNots: string[] };

const ABOUT = "(?:mention|name|use|include|contain|say|talk about|refer to|cite|promise|discuss)";
const THING = /^(?:any(?:thing about)?|the word|the words|the term|the name|a|an|the|our|your|about)\s+/i;

const MUST_NOT = new RegExp(
  `\\b(?:must|should|may|can|do|does|shall)(?:\\s+not|n['’]t)\\s+${ABOUT}\\s+|\\bnever\\s+${ABOUT}\\s+|\\bcannot\\s+${ABOUT}\\s+|\\bwithout\\s+(?:mentioning|naming|using|saying|promising|discussing)\\s+|\\bavoid(?:ing)?\\s+(?:(?:the|any)\\s+)?(?:words?|terms?|mention(?:s|ing)?\\s+of|mentioning|using|naming)\\s+|\\bno\\s+mention\\s+of\\s+`,
  "gi",
);
const MUST = new RegExp(
  `\\b(?:must|has to|have to|needs? to|should)\\s+(?:also\\s+)?(?:mention|name|include|contain|cite|refer to)\\s+|\\bmake sure (?:that )?(?:it|they|to|we|you)\\s+(?:mentions?|names?|includes?|contains?|cites?)\\s+`,
  "gi",
);
/** Where a thing that is named ends. */
const END =
  /[.;:!?\n()]|,\s+(?:and|then)\b|,?\s+(?:but|because|since|so that|which|who|when|while|unless|and\s+(?:then|make|must|do|don['’]t|keep|it|they|we|not))\b/i;

const MOST_WORDS = 6;

/**
 * Reads what must and must not be in the result: "must not mention discounts or plastic", "without naming competitors", "it must include
 * the refill scheme". Only what is said of the result's words; what is to be done is no demand.
 */
export function readDemands(goal: string): Demands {
  return { musts: things(goal, MUST), mustNots: things(goal, MUST_NOT) };
}

function things(goal: string, pattern: RegExp): string[] {
  const found = Array.from(goal.matchAll(pattern), ({ 0: said, index }) => {
    const rest = goal.slice(index + said.length);
    const end = rest.search(END);
    return (end < 0 ? rest : rest.slice(0, end)).split(/,\s*(?:or|and|nor)?\s*|\s+(?:or|and|nor)\s+/);
  }).flat();
  const named = found.map((thing) =>
    thing
      .trim()
      .replace(THING, "")
      .replace(/^["“'‘]|["”'’]$/g, ""),
  );
  return [
    ...new Set(named.filter((thing) => /\p{L}/u.test(thing) && thing.split(/\s+/).length <= MOST_WORDS)),
  ].slice(0, 20);
}
