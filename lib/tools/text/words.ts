/** Words that carry no topic. Written for this project from the common function words of English. */
const STOP_WORDS = new Set(
  `a about above across after again against ago all almost alone along already also although always am among an and
  another any anybody anyone anything apart are around as aside at away back be became because become been before began
  begin being below beside besides between beyond both but by came can cannot cent cents come could did do does doing
  done down during each either else enough even ever every everybody everything far few first for found four from full
  further gave get gets give given gives go goes going got had half has have having he her here hers him his how however
  i if in instead into is it its itself just keep kept last later least less let like likely long made make makes many
  may me mean meant might mine more most much must my named names near need never new next no nobody none nor not
  nothing now of off often on once one only onto or other others our ours out over own paid part per percent perhaps
  put rather read said same saw say says second see seen sent set seven several shall she should show since six so
  some somebody something soon still such take taken tell than that the their them then there these they thing things
  third this those though three through thus time times to together told too took toward twice two under until up upon us
  use used uses very was way we well went were what when where whether which while who whom whose why will with within
  without would yet you your yours able ask asked better best big small good great high low
  january february march april june july august september october november december monday tuesday wednesday thursday
  friday saturday sunday year years quarter month months week weeks day days people person customer customers
  work works worked working sell sells sold buy buys bought buyer buyers come comes bring brings brought name term terms
  want wants need needs needed help helps look looks start starts started stop stops stopped try tries tried turn turns
  pay pays word words text texts number numbers piece pieces room rooms free half show shows showed shown grow grows grew dollar dollars apiece`
    .split(/\s+/)
    .filter(Boolean),
);

/** True when a lower-case word says nothing about a topic. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word) || !/\p{L}{2}/u.test(word);
}

/** The words of a text in lower case, with hyphens and apostrophes inside them kept. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** A word without its commonest English endings, so that "products" and "product" count as one. Only for comparing. */
export function stemOf(word: string): string {
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  return word
    .replace(/ies$/, "y")
    .replace(/(ch|sh|x|z)es$/, "$1")
    .replace(/s$/, "");
}

/** The stems of a text's topical words; "eco-products" gives its parts. */
export function topicStems(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .flatMap((word) => word.split("-"))
      .filter((word) => !isStopWord(word))
      .map(stemOf),
  );
}
