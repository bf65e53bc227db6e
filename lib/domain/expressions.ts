import { Environment, type ASTNode, type ParseError, type TypeError } from "@marcbachmann/cel-js";
import { evaluateTree, literalKey } from "./evaluate-tree.ts";
import { FUNCTIONS, METHODS } from "./expression-functions.ts";
import { ExpressionError, isList, quoted, type Value } from "./expression-values.ts";
import type { StepId } from "./ids.ts";
import type { Json } from "./json.ts";
import type { OutputPath, Reference } from "./step.ts";

/** What an expression is for: a step's condition reads `steps`, a done-condition `output`, a policy's rule a call's `args`. */
export type ExpressionUse = "when" | "done" | "rule";

const LONGEST = 2_000;

/** The variable that each use has. */
const VARIABLE: Readonly<Record<ExpressionUse, string>> = { when: "steps", done: "output", rule: "args" };

const noHandler = () => null;

/** Parses, and knows types well enough to refuse what could never be evaluated. Values are our own evaluator's business. */
function environment(use: ExpressionUse): Environment {
  const made = new Environment({
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 500, maxDepth: 40, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 8 },
  });
  made.registerVariable(VARIABLE[use], use === "when" ? "map" : "dyn");
  // JSON's numbers are doubles, and whole numbers as written are ints: a sum of both must be possible.
  for (const op of ["+", "-", "*", "/", "%"]) {
    made.registerOperator(`int ${op} double: double`, noHandler);
    made.registerOperator(`double ${op} int: double`, noHandler);
  }
  made.registerOperator("double % double: double", noHandler);
  made.registerOperator("double == int: bool", noHandler);
  return made;
}

const environments = new Map<ExpressionUse, Environment>();

function environmentFor(use: ExpressionUse): Environment {
  const known = environments.get(use) ?? environment(use);
  environments.set(use, known);
  return known;
}

/** Fine, or what is wrong in a sentence with its place: the characters from `start` (0-based) to before `end`. */
export type ExpressionCheck = { ok: true } | { ok: false; message: string; start: number; end: number };

/**
 * Checks an expression without evaluating it: syntax, names, functions, types as far as they are known, and that it asks something
 * that is true or false.
 */
export function checkExpression(text: string, use: ExpressionUse): ExpressionCheck {
  try {
    parse(text, use);
    return { ok: true };
  } catch (cause) {
    const { start, end } = cause instanceof ExpressionError ? cause.node : { start: 0, end: text.length };
    return { ok: false, message: sentence(cause), start, end };
  }
}

/** @throws ExpressionError */
function parse(text: string, use: ExpressionUse): ASTNode {
  const whole = { start: 0, end: text.length, input: text };
  if (text.trim() === "") throw new ExpressionError("The expression is empty.", whole);
  if (text.length > LONGEST) throw new ExpressionError("The expression is too long.", whole);
  let tree: ASTNode;
  try {
    const parsed = environmentFor(use).parse(text);
    tree = parsed.ast;
    // Our own words before the type checker's: it knows nothing of what we leave out.
    allow(tree, use, new Set([VARIABLE[use]]));
    const plain = withoutBrackets(tree, text);
    const { valid, type, error } = plain === text ? parsed.check() : environmentFor(use).check(plain);
    if (!valid) throw error ?? new Error("not valid");
    if (type !== "bool" && type !== "dyn") {
      throw new ExpressionError(`${quoted(whole)} is not true or false. Compare it with something.`, whole);
    }
  } catch (cause) {
    if (cause instanceof ExpressionError) throw cause;
    const { summary, range } = (cause ?? {}) as Partial<ParseError | TypeError>;
    const start = Math.min(range?.start ?? 0, text.length);
    const place = { start, end: Math.max(start, range?.end ?? text.length), input: text };
    throw new ExpressionError(
      `${inOurWords(summary ?? "It cannot be read")} (at character ${start + 1}).`,
      place,
    );
  }
  return tree;
}

/**
 * The text with every `["key"]` and `[0]` inside has(…) written as `.x`, with blanks so that all stays in its place: the type checker
 * knows no other has(…), and most steps' ids have a hyphen in them.
 */
function withoutBrackets(tree: ASTNode, text: string): string {
  const places: { start: number; end: number }[] = [];
  const inHas = (node: ASTNode): void => {
    if (node.op !== "." && node.op !== "[]") return;
    const [object] = node.args;
    if (node.op === "[]" && literalKey(node) !== null) places.push({ start: object.end, end: node.end });
    inHas(object);
  };
  const visit = (node: ASTNode): void => {
    if (node.op === "call" && node.args[0] === "has" && node.args[1][0]) inHas(node.args[1][0]);
    for (const part of partsOf(node)) visit(part);
  };
  visit(tree);
  let made = text;
  for (const { start, end } of places) {
    made = `${made.slice(0, start)}.x${" ".repeat(end - start - 2)}${made.slice(end)}`;
  }
  return made;
}

/** The nodes directly within a node. */
function partsOf(node: ASTNode): ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "!_":
    case "-_":
      return [node.args];
    case "map":
      return node.args.flat();
    default:
      return node.args.flatMap((part) => (typeof part === "string" ? [] : [part]));
  }
}

const WORDS: readonly [RegExp, string][] = [
  [/^Unexpected token: EOF$/, "The expression ends too soon"],
  [/^no such overload: /, "These do not go together: "],
  [/^found no matching overload for '(?:dyn\.)?(.*)'$/, "$1 cannot be called like this"],
  [/^Unknown variable: (.*)$/, "“$1” is not known here"],
  [/^Exceeded max.*$/, "The expression is too long or nested too deeply"],
];

function inOurWords(summary: string): string {
  const known = WORDS.find(([pattern]) => pattern.test(summary));
  return known ? summary.replace(known[0], known[1]) : summary;
}

function sentence(cause: unknown): string {
  if (cause instanceof ExpressionError) return cause.message;
  // Only the stack can run out, on values nested thousands deep.
  return "The expression cannot be evaluated over values nested this deeply.";
}

/** Refuses names and functions that are not ours, and steps that are not named outright. */
function allow(node: ASTNode, use: ExpressionUse, known: ReadonlySet<string>): void {
  const refuse = (message: string): never => {
    throw new ExpressionError(`${message} (at character ${node.start + 1}).`, node);
  };
  const visit = (...parts: ASTNode[]) => {
    for (const part of parts) allow(part, use, known);
  };
  switch (node.op) {
    case "value":
      if (typeof node.args === "object" && node.args !== null) refuse(`${quoted(node)} cannot be used here`);
      return;
    case "id": {
      if (use === "when" && node.args === VARIABLE.when) {
        refuse("Name the step whose output you mean, such as steps.search.found");
      }
      const name = VARIABLE[use];
      const hint = use === "when" ? `${name}.<id> or ${name}["<id>"] of an earlier step` : name;
      if (!known.has(node.args)) refuse(`“${node.args}” is not known here; an expression reads ${hint}`);
      return;
    }
    case ".":
    case "[]":
      if (use === "when" && known.has(VARIABLE.when) && stepOf(node) !== null) return;
      if (node.op === ".") visit(node.args[0]);
      else visit(...node.args);
      return;
    case "call": {
      const [name, args] = node.args;
      if (!Object.hasOwn(FUNCTIONS, name)) refuse(`There is no function “${name}” here`);
      if (FUNCTIONS[name] !== args.length) refuse(`${name}(…) takes ${FUNCTIONS[name]} value`);
      visit(...args);
      return;
    }
    case "rcall": {
      const [name, receiver, args] = node.args;
      const counts = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
      if (!counts) refuse(`There is no function “${name}” here`);
      if (!counts?.includes(args.length)) refuse(`${name}(…) takes ${counts?.join(" or ")} values`);
      visit(receiver);
      const [variable, ...bodies] = args;
      if (counts?.[0] !== 2 || !variable) return visit(...args);
      if (variable.op !== "id") return refuse(`${name}(…) takes a name first, such as x`);
      const within = new Set([...known, variable.args]);
      if (variable.args === VARIABLE[use]) refuse(`Take another name than “${variable.args}”`);
      for (const body of bodies) allow(body, use, within);
      return;
    }
    case "list":
      return visit(...node.args);
    case "map":
      return visit(...node.args.flat());
    case "!_":
    case "-_":
      return visit(node.args);
    case ".?":
    case "[?]":
      return refuse(`${quoted(node)} cannot be used here`);
    default:
      visit(...node.args);
  }
}

/** The step that `steps.<id>` or `steps["<id>"]` names; null when the node is something else. */
function stepOf(node: ASTNode): StepId | null {
  const key = literalKey(node);
  const [object] = node.op === "." || node.op === "[]" ? node.args : [];
  return object?.op === "id" && object.args === VARIABLE.when && typeof key === "string" ? key : null;
}

/** A part of a step's output that a condition reads, and where it says so. */
export type ExpressionRead = Reference & { start: number; end: number };

/** What a condition reads of which steps: `steps.search.items[0]` is `search` at ["items", 0]. Nothing when it cannot be parsed. */
export function expressionReads(text: string): ExpressionRead[] {
  return reads(text, "when");
}

/** Which parts of the output a done-condition's expression reads, as paths. Nothing when it cannot be parsed. */
export function outputReads(text: string): OutputPath[] {
  return reads(text, "done").map(({ path }) => path);
}

function reads(text: string, use: ExpressionUse): ExpressionRead[] {
  const found: ExpressionRead[] = [];
  try {
    collect(parse(text, use), [], { use, found });
  } catch {
    return [];
  }
  return found;
}

/** Ids of the steps that a condition reads, each once. */
export function expressionSteps(text: string): StepId[] {
  return [...new Set(expressionReads(text).map(({ ref }) => ref))];
}

type Collecting = { use: ExpressionUse; found: ExpressionRead[] };

/** @param outer the keys that are read of this very node, outermost last */
function collect(node: ASTNode, outer: OutputPath, to: Collecting): void {
  const isOutput = node.op === "id" && to.use === "done" && node.args === VARIABLE.done;
  const ref = to.use === "when" ? stepOf(node) : isOutput ? "" : null;
  if (ref !== null) {
    to.found.push({ ref, path: outer, start: node.start, end: node.end });
    return;
  }
  const key = literalKey(node);
  const [object] = node.op === "." || node.op === "[]" ? node.args : [];
  if (key !== null && object) return collect(object, [key, ...outer], to);
  for (const part of partsOf(node)) collect(part, [], to);
}

/** Words that CEL keeps for itself, and so cannot follow a dot. */
const RESERVED =
  /^(as|break|const|continue|else|false|for|function|if|import|in|let|loop|namespace|null|package|return|true|var|void|while)$/;

/** A part of a step's output as a condition names it: `steps["market-research"].items[0].name`. */
export function expressionTerm({ ref, path }: Reference): string {
  const keys = [ref, ...path].map((key) => {
    if (typeof key === "number") return `[${key}]`;
    const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !RESERVED.test(key);
    return plain ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return VARIABLE.when + keys.join("");
}

/** What an expression came to, or why it could not be evaluated, in a sentence. */
export type Evaluated = { ok: true; value: Json } | { ok: false; message: string };

/**
 * Evaluates an expression over JSON, with a bound on the work whatever the text and the values are.
 * @param value of `steps` an object with each step's output by its id, of `output` the output, of `args` the arguments
 */
export function evaluateExpression(text: string, use: ExpressionUse, value: Json): Evaluated {
  try {
    return { ok: true, value: toJson(evaluateTree(parse(text, use), { [VARIABLE[use]]: value })) };
  } catch (cause) {
    return { ok: false, message: sentence(cause) };
  }
}

/** Lists and sets that an expression made are of no use to anybody: what is asked is true or false. */
function toJson(value: Value): Json {
  if (typeof value === "bigint") return Number(value);
  if (isList(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "a set of named values";
  return value;
}
