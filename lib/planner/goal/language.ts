const ENGLISH = wordSet(
  `the a an and of to for in on with our is are be by then after before once when if it this that at as from or not please we you my
your their into who what which write plan make create find book first finally until while`,
);
// The commonest words of languages that goals here may come in; those that English has too ("in", "die", "on") are left out.
const OTHERS = wordSet(
  `der das und für eine einen einem mit von zu zum zur ist nicht auf dann wir unsere unser bitte nach den dem des ein erstelle
le la les et une pour dans avec puis du au aux est sur nous notre nos un qui ensuite avant après
el los las una para con del y que luego después nuestro nuestra por antes
il lo gli per che poi di nostro nostra della delle prima dopo
het een van en voor met daarna onze naar ons zijn
os uma com depois nosso nossa em não do da
och att för en ett med sedan på som vår og af til med efter`,
);

/** What the planner says when it reads a goal that it cannot understand. */
export const ENGLISH_ONLY =
  "The goal does not seem to be in English. The built-in planner reads English only, so it may have missed what the goal asks for.";

/** True when most of a text is in English, or too little of it to tell. */
export function isEnglish(text: string): boolean {
  return languageOf(text) !== "other";
}

/** What a text is written in, as far as its commonest words and letters tell; null when they do not. */
export function languageOf(text: string): "english" | "other" | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters >= 8 && latin * 2 < letters) return "other";
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const english = words.filter((word) => ENGLISH.has(word)).length;
  const others = words.filter((word) => OTHERS.has(word)).length;
  if (others >= 2 && others > english) return "other";
  return english >= 2 && english > others ? "english" : null;
}

function wordSet(words: string): Set<string> {
  return new Set(words.trim().split(/\s+/));
}
