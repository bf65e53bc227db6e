import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionError, isList, isMap, isNumber, kindOf, quoted, type Value } from "./expression-values.ts";
import { charactersIn } from "./characters.ts";

/** Takes note of work done, and throws when it is too much. */
export type Spend = (work: number, node: ASTNode) => void;

/**
 * The functions that expressions may use, as CEL defines them, by name with how many arguments they take. Those that could run for
 * long on a short text (regular expressions, bindings) and those that no plan needs (bytes, time zones) are left out.
 */
export const FUNCTIONS: Readonly<Record<string, number>> = {
  has: 1,
  size: 1,
  string: 1,
  int: 1,
  double: 1,
  dyn: 1,
};

/** The same for methods, called on a value: `output.title.contains("eco")`. Those over a list take a variable first. */
export const METHODS: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
  size: [0],
  contains: [1],
  startsWith: [1],
  endsWith: [1],
  lowerAscii: [0],
  upperAscii: [0],
  trim: [0],
  split: [1],
  join: [0, 1],
};

/** Calls a function with its values. */
export function callFunction(name: string, values: readonly Value[], node: ASTNode, spend: Spend): Value {
  const value = values[0] ?? null;
  switch (name) {
    case "dyn":
      return value;
    case "size":
      return sizeOf(value, node, spend);
    case "string":
      if (typeof value === "string") return value;
      if (isNumber(value) || typeof value === "boolean") return String(value);
      break;
    case "double": {
      const made = isNumber(value) || typeof value === "string" ? toNumber(value) : NaN;
      if (!Number.isNaN(made)) return made;
      break;
    }
    case "int": {
      const made = isNumber(value) || typeof value === "string" ? Math.trunc(toNumber(value)) : NaN;
      if (Number.isSafeInteger(made)) return BigInt(made);
    }
  }
  throw new ExpressionError(`${name}(…) cannot take ${kindOf(value)}.`, node);
}

function toNumber(value: number | bigint | string): number {
  return typeof value === "string" && value.trim() === "" ? NaN : Number(value);
}

/** Calls a method of a value with its arguments. */
export function callMethod(
  name: string,
  receiver: Value,
  values: readonly Value[],
  node: ASTNode,
  spend: Spend,
): Value {
  if (name === "size") return sizeOf(receiver, node, spend);
  if (name === "join") return join(receiver, values[0] ?? "", node, spend);
  if (typeof receiver !== "string") {
    throw new ExpressionError(`${quoted(node)}: ${name} needs text, and has ${kindOf(receiver)}.`, node);
  }
  spend(Math.ceil(receiver.length / 100), node);
  if (name === "lowerAscii") return receiver.replace(/[A-Z]+/g, (part) => part.toLowerCase());
  if (name === "upperAscii") return receiver.replace(/[a-z]+/g, (part) => part.toUpperCase());
  if (name === "trim") return receiver.trim();
  const [sought] = values;
  if (typeof sought !== "string") {
    throw new ExpressionError(`${quoted(node)}: ${name} needs text to look for.`, node);
  }
  // The search compares at worst every character with every other.
  spend(Math.ceil((receiver.length * sought.length) / 10_000), node);
  switch (name) {
    case "contains":
      return receiver.includes(sought);
    case "startsWith":
      return receiver.startsWith(sought);
    case "endsWith":
      return receiver.endsWith(sought);
    case "split": {
      const parts = receiver.split(sought);
      spend(parts.length, node);
      return parts;
    }
    default:
      throw new ExpressionError(`“${name}” cannot be used here.`, node);
  }
}

/** The names of a set, whose number counts as work. */
export function namesOf(value: { [key: string]: Value }, node: ASTNode, spend: Spend): string[] {
  const names = Object.keys(value);
  spend(Math.ceil(names.length / 10), node);
  return names;
}

/** Of a text in characters, of a list in items, of a set in names. */
function sizeOf(value: Value, node: ASTNode, spend: Spend): bigint {
  if (isList(value)) return BigInt(value.length);
  if (isMap(value)) return BigInt(namesOf(value, node, spend).length);
  if (typeof value !== "string") throw new ExpressionError(`${kindOf(value)} has no size.`, node);
  spend(Math.ceil(value.length / 100), node);
  return BigInt(charactersIn(value));
}

function join(list: Value, separator: Value, node: ASTNode, spend: Spend): string {
  if (!isList(list) || typeof separator !== "string") {
    throw new ExpressionError(`join needs a list of texts, and has ${kindOf(list)}.`, node);
  }
  let made = "";
  for (const [i, item] of list.entries()) {
    if (typeof item !== "string")
      throw new ExpressionError(`Item ${i} of the list is ${kindOf(item)}, not text.`, node);
    spend(1 + Math.ceil((item.length + separator.length) / 100), node);
    made += i === 0 ? item : separator + item;
  }
  return made;
}
