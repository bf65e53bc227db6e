import { isSingular } from "./verbs.ts";

const SHAPE = /^[A-Z][a-z]+\s[a-z]+(?:\s(?:to|for|on|in|at|of|with)\s|,|\.?$)/;

/** True for "Field trip to the wetlands": an order would need an article before a noun in the singular. */
export function isHeadingNoun(text: string): boolean {
  const [first = "", second = ""] = text.toLowerCase().split(/[\s,.]+/);
  return SHAPE.test(text) && isSingular(second) && (isSingular(first) || first.endsWith("ing"));
}
