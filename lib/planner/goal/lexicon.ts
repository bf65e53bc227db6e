// Closed classes of English words, shared by the stages that read a goal. All words are in lower case.

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words that begin a noun phrase. */
export const DETERMINERS = set(
  `the a an our my your their his her its this that these those all each every both some any no enough several many few more most
another two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred whatever whichever half
either neither whose one`,
);
/** Pronouns that can be an object. */
export const OBJECT_PRONOUNS = set(
  `it them him her us me you this that these those both everything everyone everybody something someone somebody anything anyone anybody
nothing all one each whoever whatever themselves itself`,
);
export const PREPOSITIONS = set(
  `to for from with in into on onto at by about of against among between over under through as before after until via within without
around across along beside behind below above near off per during since inside outside towards toward upon like than despite beyond out w`,
);
export const PARTICLES = set(
  "in out up down off on over back away together through apart ahead forward aside round around",
);
export const RELATIVES = set(
  "that which who whom whose where what whether how why whatever whoever whichever if because when while so",
);
/** Forms of auxiliaries and modals. */
export const AUXILIARIES = set(
  "is are was were be been being am has have had can cannot could must should will would may might shall does do did gets get got needs need ought",
);
