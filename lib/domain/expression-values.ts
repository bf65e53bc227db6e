import type { ASTNode } from "@marcbachmann/cel-js";

/**
 * What an expression computes with. JSON as it is: its numbers are CEL doubles, as CEL maps JSON; whole numbers written in the
 * expression and sizes are CEL ints (bigint).
 */
export type Value = null | boolean | string | number | bigint | readonly Value[] | { [key: string]: Value };

/** Why an expression cannot be checked or evaluated, in a sentence, and which part of it is meant. */
export class ExpressionError extends Error {
  readonly node: Pick<ASTNode, "start" | "end" | "input">;

  constructor(message: string, node: Pick<ASTNode, "start" | "end" | "input">) {
    super(message);
    this.name = "ExpressionError";
    this.node = node;
  }
}

/** The part of the expression's text that a node was parsed from, in quotation marks. */
export function quoted(node: Pick<ASTNode, "start" | "end" | "input">): string {
  const text = node.input.slice(node.start, node.end).trim();
  return `“${text.length > 60 ? `${text.slice(0, 57)}…` : text}”`;
}

/** True for a CEL list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** True for a CEL map. */
export function isMap(value: Value): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for an int or a double. */
export function isNumber(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** What a value is, in words: "text", "a list". */
export function kindOf(value: Value): string {
  if (value === null) return "nothing (null)";
  if (isNumber(value)) return "a number";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "true or false";
  return isList(value) ? "a list" : "a set of named values";
}
