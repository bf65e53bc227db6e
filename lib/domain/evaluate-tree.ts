import type { ASTNode, BinaryOperator } from "@marcbachmann/cel-js";
import { callFunction, callMethod, namesOf, type Spend } from "./expression-functions.ts";
import { ExpressionError, isList, isMap, isNumber, kindOf, quoted, type Value } from "./expression-values.ts";

/** Steps of work after which an evaluation is given up; the longest takes some tens of milliseconds. */
const MOST_WORK = 100_000;
const LONGEST_TEXT = 1_000_000;
const [LEAST_INT, GREATEST_INT] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Variables by name, the innermost first. */
type Scope = { name: string; value: Value; outer: Scope } | null;

/**
 * Evaluates a parsed expression. The parser's own evaluator is not used: it has no bound on work (an expression of 200 characters
 * can double a list a hundred times), takes regular expressions, and knows no sums of JSON's numbers with whole ones.
 * @throws ExpressionError with a sentence
 */
export function evaluateTree(tree: ASTNode, variables: Readonly<Record<string, Value>>): Value {
  let left = MOST_WORK;
  const spend: Spend = (work, node) => {
    left -= work;
    if (left < 0) throw new ExpressionError("The expression takes too much work over these values.", node);
  };
  let scope: Scope = null;
  for (const [name, value] of Object.entries(variables)) scope = { name, value, outer: scope };
  return new Evaluation(spend).run(tree, scope);
}

class Evaluation {
  readonly spend: Spend;

  constructor(spend: Spend) {
    this.spend = spend;
  }

  run(node: ASTNode, scope: Scope): Value {
    this.spend(1, node);
    switch (node.op) {
      case "value":
        return node.args as Value;
      case "id":
        return lookUp(node, node.args, scope);
      case ".":
        return select(this.run(node.args[0], scope), node.args[1], node, node.args[0]);
      case "[]":
        return index(this.run(node.args[0], scope), this.run(node.args[1], scope), node);
      case "list":
        return node.args.map((item) => this.run(item, scope));
      case "map":
        return this.mapLiteral(node.args, scope);
      case "?:":
        return this.truth(node.args[0], scope)
          ? this.run(node.args[1], scope)
          : this.run(node.args[2], scope);
      case "||":
        return this.either(node.args, true, scope);
      case "&&":
        return this.either(node.args, false, scope);
      case "!_":
        return !this.truth(node.args, scope);
      case "-_": {
        const value = this.run(node.args, scope);
        if (isNumber(value)) return typeof value === "bigint" ? int(-value, node) : -value;
        throw new ExpressionError(`${quoted(node.args)} is ${kindOf(value)}, not a number.`, node);
      }
      case "call":
        return this.call(node, node.args[0], node.args[1], scope);
      case "rcall":
        return this.method(node, node.args, scope);
      case "==":
        return this.equal(this.run(node.args[0], scope), this.run(node.args[1], scope), node);
      case "!=":
        return !this.equal(this.run(node.args[0], scope), this.run(node.args[1], scope), node);
      case "in":
        return this.isIn(this.run(node.args[0], scope), this.run(node.args[1], scope), node);
      case ".?":
      case "[?]":
        throw new ExpressionError(`${quoted(node)} cannot be used here.`, node);
      default:
        return this.binary(node.op, node.args, node, scope);
    }
  }

  private mapLiteral(entries: [ASTNode, ASTNode][], scope: Scope): Value {
    const made = entries.map(([key, value]) => {
      const name = this.run(key, scope);
      if (typeof name !== "string") throw new ExpressionError(`${quoted(key)} must be text.`, key);
      return [name, this.run(value, scope)] as const;
    });
    return Object.fromEntries(made);
  }

  private truth(node: ASTNode, scope: Scope): boolean {
    const value = this.run(node, scope);
    if (typeof value === "boolean") return value;
    throw new ExpressionError(`${quoted(node)} is ${kindOf(value)}, not true or false.`, node);
  }

  /** `||` and `&&` as CEL has them: the side that decides does so even when the other cannot be evaluated. */
  private either([a, b]: [ASTNode, ASTNode], decisive: boolean, scope: Scope): boolean {
    let failure: ExpressionError;
    try {
      return this.truth(a, scope) === decisive ? decisive : this.truth(b, scope);
    } catch (cause) {
      if (!(cause instanceof ExpressionError)) throw cause;
      failure = cause;
    }
    if (this.truth(b, scope) === decisive) return decisive;
    throw failure;
  }

  private call(node: ASTNode, name: string, args: ASTNode[], scope: Scope): Value {
    const [first] = args;
    if (name === "has" && first) return this.has(first, scope);
    const values = args.map((arg) => this.run(arg, scope));
    return callFunction(name, values, node, this.spend);
  }

  /** Whether a part is there. Nothing is there in a step that was skipped. */
  private has(node: ASTNode, scope: Scope): boolean {
    const key = literalKey(node);
    if (key === null || (node.op !== "." && node.op !== "[]")) {
      throw new ExpressionError(`has(…) takes a part, such as has(steps.search.found).`, node);
    }
    const [object] = node.args;
    if (literalKey(object) !== null && !this.has(object, scope)) return false;
    const value = this.run(object, scope);
    if (typeof key === "string") return isMap(value) && Object.hasOwn(value, key);
    return isList(value) && key >= 0 && key < value.length;
  }

  private method(node: ASTNode, [name, receiver, args]: [string, ASTNode, ASTNode[]], scope: Scope): Value {
    const value = this.run(receiver, scope);
    const [variable, ...bodies] = args;
    if (variable?.op === "id" && bodies.length > 0 && MACROS.has(name)) {
      const items = isMap(value) ? namesOf(value, node, this.spend) : value;
      if (!isList(items))
        throw new ExpressionError(`${quoted(receiver)} is ${kindOf(value)}, not a list.`, node);
      return this.macro(name, items, variable.args, bodies, scope);
    }
    const values = args.map((arg) => this.run(arg, scope));
    return callMethod(name, value, values, node, this.spend);
  }

  private macro(
    name: string,
    items: readonly Value[],
    variable: string,
    bodies: ASTNode[],
    scope: Scope,
  ): Value {
    const [body, transform] = bodies;
    if (!body) return null;
    const within = (value: Value): Scope => ({ name: variable, value, outer: scope });
    switch (name) {
      case "all":
      case "exists": {
        // As with || and &&: an item that decides does so even when another cannot be evaluated.
        const decisive = name === "exists";
        let failure: ExpressionError | null = null;
        for (const item of items) {
          try {
            if (this.truth(body, within(item)) === decisive) return decisive;
          } catch (cause) {
            if (!(cause instanceof ExpressionError)) throw cause;
            failure ??= cause;
            // What ran out of work must not go on to the next item.
            this.spend(0, body);
          }
        }
        if (failure) throw failure;
        return !decisive;
      }
      case "exists_one":
        return items.filter((item) => this.truth(body, within(item))).length === 1;
      case "filter":
        return items.filter((item) => this.truth(body, within(item)));
      default: {
        if (!transform) return items.map((item) => this.run(body, within(item)));
        const chosen = items.filter((item) => this.truth(body, within(item)));
        return chosen.map((item) => this.run(transform, within(item)));
      }
    }
  }

  private equal(a: Value, b: Value, node: ASTNode): boolean {
    this.spend(1, node);
    if (isNumber(a) && isNumber(b)) return sameNumber(a, b);
    if (isList(a)) {
      return isList(b) && a.length === b.length && a.every((item, i) => this.equal(item, b[i] ?? null, node));
    }
    if (typeof a === "string") this.spend(Math.ceil(a.length / 1_000), node);
    if (!isMap(a)) return a === b;
    if (!isMap(b)) return false;
    const keys = namesOf(a, node, this.spend);
    if (keys.length !== namesOf(b, node, this.spend).length) return false;
    return keys.every((key) => Object.hasOwn(b, key) && this.equal(a[key] ?? null, b[key] ?? null, node));
  }

  private isIn(item: Value, whole: Value, node: ASTNode): boolean {
    if (isList(whole)) return whole.some((each) => this.equal(item, each, node));
    if (isMap(whole)) return typeof item === "string" && Object.hasOwn(whole, item);
    throw new ExpressionError(`Nothing can be in ${kindOf(whole)}; “in” takes a list.`, node);
  }

  private binary(op: BinaryOperator, operands: [ASTNode, ASTNode], node: ASTNode, scope: Scope): Value {
    const [a, b] = [this.run(operands[0], scope), this.run(operands[1], scope)];
    if (isNumber(a) && isNumber(b)) return numeric(op, a, b, node);
    if (typeof a === "string" && typeof b === "string") {
      this.spend(Math.ceil((a.length + b.length) / 1_000), node);
      if (op === "+") return this.joined(a, b, node);
      const ordered = compare(op, a < b, a > b);
      if (ordered !== null) return ordered;
    }
    if (op === "+" && isList(a) && isList(b)) {
      this.spend(a.length + b.length, node);
      return [...a, ...b];
    }
    // The part that was read is what surprises, not what was written.
    const second = operands[0].op === "value" || (isNumber(a) && operands[1].op !== "value");
    const [operand, value] = second ? [operands[1], b] : [operands[0], a];
    const rule = `“${op}” cannot take ${kindOf(a)} and ${kindOf(b)}`;
    throw new ExpressionError(`${quoted(operand)} is ${kindOf(value)}; ${rule}.`, operand);
  }

  private joined(a: string, b: string, node: ASTNode): string {
    if (a.length + b.length > LONGEST_TEXT) throw new ExpressionError("The text becomes too long.", node);
    return a + b;
  }
}

/** The key of `x.key`, `x["key"]` and `x[0]`; null when the node is something else. */
export function literalKey(node: ASTNode): string | number | null {
  if (node.op !== "." && node.op !== "[]") return null;
  const [, key] = node.args;
  if (typeof key === "string") return key;
  if (key.op !== "value") return null;
  if (typeof key.args === "bigint") return Number(key.args);
  return typeof key.args === "string" ? key.args : null;
}

const MACROS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);

function lookUp(node: ASTNode, name: string, scope: Scope): Value {
  for (let each = scope; each; each = each.outer) if (each.name === name) return each.value;
  throw new ExpressionError(`“${name}” is not known here.`, node);
}

function select(value: Value, key: string, node: ASTNode, object: ASTNode): Value {
  if (isMap(value) && Object.hasOwn(value, key)) return value[key] ?? null;
  const why =
    value === null
      ? `${quoted(object)} is nothing (null): the step was skipped, or that part is empty`
      : isMap(value)
        ? `${quoted(object)} has no “${key}”`
        : `${quoted(object)} is ${kindOf(value)} and has no parts`;
  throw new ExpressionError(`${why}. Ask has(…) first.`, node);
}

function index(value: Value, key: Value, node: ASTNode): Value {
  const [object] = node.op === "[]" ? node.args : [node];
  if (typeof key === "string") return select(value, key, node, object);
  if (!isList(value)) {
    throw new ExpressionError(`${quoted(object)} is ${kindOf(value)}, not a list.`, node);
  }
  const place = isNumber(key) ? Number(key) : NaN;
  if (!Number.isInteger(place)) throw new ExpressionError(`${kindOf(key)} is no place in a list.`, node);
  const item = place < 0 ? undefined : value[place];
  if (item !== undefined) return item;
  throw new ExpressionError(`${quoted(object)} has ${value.length} items, so none at ${place}.`, node);
}

/** Ints and doubles compare by value; a double that is no number equals nothing. */
function sameNumber(a: number | bigint, b: number | bigint): boolean {
  return !(a < b) && !(a > b) && !Number.isNaN(a) && !Number.isNaN(b);
}

function compare(op: BinaryOperator, less: boolean, more: boolean): boolean | null {
  if (op === "<") return less;
  if (op === ">") return more;
  if (op === "<=") return !more;
  return op === ">=" ? !less : null;
}

function numeric(op: BinaryOperator, a: number | bigint, b: number | bigint, node: ASTNode): Value {
  if (Number.isNaN(a) || Number.isNaN(b))
    throw new ExpressionError("A number came to nothing (0 / 0).", node);
  const ordered = compare(op, a < b, a > b);
  if (ordered !== null) return ordered;
  if (typeof a === "bigint" && typeof b === "bigint") return wholeNumbers(op, a, b, node);
  const [x, y] = [Number(a), Number(b)];
  if ((op === "/" || op === "%") && y === 0) throw new ExpressionError("Division by zero.", node);
  if (op === "+") return x + y;
  if (op === "-") return x - y;
  if (op === "*") return x * y;
  return op === "/" ? x / y : x % y;
}

/** As CEL has it: a quotient of ints is an int, rounded towards zero. */
function wholeNumbers(op: BinaryOperator, a: bigint, b: bigint, node: ASTNode): bigint {
  if ((op === "/" || op === "%") && b === 0n) throw new ExpressionError("Division by zero.", node);
  if (op === "+") return int(a + b, node);
  if (op === "-") return int(a - b, node);
  if (op === "*") return int(a * b, node);
  return int(op === "/" ? a / b : a % b, node);
}

function int(value: bigint, node: ASTNode): bigint {
  if (value < LEAST_INT || value > GREATEST_INT) throw new ExpressionError("The number is too large.", node);
  return value;
}
