import { z } from "zod";
import { checkSteps } from "./check-steps.ts";
import { MOST_IMPORT_BYTES } from "./document.ts";
import { DomainError, parseInput } from "./errors.ts";
import { StepId } from "./ids.ts";
import { Dependency, PlanGraph } from "./plan.ts";
import { stepsRead } from "./step-reads.ts";
import { unstorablePaths } from "./storable.ts";

/**
 * Steps as text that any plan accepts, here or in another installation: what copying puts on the clipboard.
 * - `graph`: the copied steps, in the order of the plan's list, and the dependencies between them.
 * - `outside`: the steps of the same plan that the copied ones wait for or read and that were not copied.
 * - `waits`: the dependencies of copied steps on those.
 */
export const StepsDocument = z.object({
  format: z.literal("planwright.steps"),
  version: z.literal(1),
  graph: PlanGraph.extend({ steps: PlanGraph.shape.steps.min(1) }),
  outside: z
    .array(z.object({ id: StepId, title: z.string().max(200), tool: z.string().max(100) }))
    .max(5_000),
  waits: z.array(Dependency).max(50_000),
});
export type StepsDocument = z.infer<typeof StepsDocument>;

/** The steps of a plan under these ids, to be pasted elsewhere. */
export function copySteps(graph: PlanGraph, stepIds: readonly StepId[]): StepsDocument {
  const wanted = new Set(stepIds);
  const steps = graph.steps.filter(({ id }) => wanted.has(id));
  const into = graph.dependencies.filter(({ to }) => wanted.has(to));
  const waits = into.filter(({ from }) => !wanted.has(from));
  const needed = new Set([...waits.map(({ from }) => from), ...steps.flatMap(stepsRead)]);
  return {
    format: "planwright.steps",
    version: 1,
    graph: { steps, dependencies: into.filter(({ from }) => wanted.has(from)) },
    outside: graph.steps
      .filter(({ id }) => needed.has(id) && !wanted.has(id))
      .map(({ id, title, tool }) => ({ id, title, tool })),
    waits,
  };
}

/** The document as text; null when it is larger than a paste takes. */
export function writeSteps(document: StepsDocument): string | null {
  const text = JSON.stringify(document, null, 2);
  return bytesOf(text) > MOST_IMPORT_BYTES ? null : text;
}

/** Whether a text claims to be copied steps: only then need a person be told what is wrong with it. */
export function looksLikeSteps(text: string): boolean {
  return /^\s*\{\s*"format"\s*:\s*"planwright\.steps"/.test(text.slice(0, 200));
}

/** Reads what was copied, here or elsewhere, by the same rules as a plan that is imported; or says why it cannot. */
export function readSteps(
  text: string,
): { ok: true; document: StepsDocument } | { ok: false; message: string } {
  if (text.trim() === "") return refuse("The clipboard is empty. Copy some steps first.");
  if (bytesOf(text) > MOST_IMPORT_BYTES)
    return refuse("What is on the clipboard is larger than 2 MB, which is the most that can be pasted.");
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return refuse(NO_STEPS);
  }
  const kind = Kind.safeParse(raw);
  if (!kind.success) return refuse(NO_STEPS);
  if (kind.data.version !== 1)
    return refuse("These steps were copied from a newer Planwright. This one reads version 1.");
  return parse(raw);
}

const NO_STEPS = "What is on the clipboard is no steps. Copy some in a plan, then paste them here.";

const Kind = z.object({ format: z.literal("planwright.steps"), version: z.number() });

function parse(raw: unknown): ReturnType<typeof readSteps> {
  let document: StepsDocument;
  try {
    document = parseInput(StepsDocument, raw);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [issue] = error.issues;
    return refuse(fault(issue?.path ?? [], issue?.message ?? error.message));
  }
  const [unstorable] = unstorablePaths(document);
  if (unstorable)
    return refuse(
      fault(unstorable, "This has a character that cannot be kept (NUL or half of a surrogate pair)."),
    );
  const [issue] = checkSteps(document.graph);
  if (issue) return refuse(fault(issue.path, issue.message));
  const [from, to] = [new Set(document.outside.map(({ id }) => id)), idsOf(document)];
  const loose = document.waits.findIndex((one) => !from.has(one.from) || !to.has(one.to));
  if (loose >= 0) return refuse(fault(["waits", loose], "This leads from or to a step that is not there."));
  return { ok: true, document };
}

function idsOf({ graph }: StepsDocument): Set<StepId> {
  return new Set(graph.steps.map(({ id }) => id));
}

function fault(path: readonly (string | number)[], message: string): string {
  const at = path.length === 0 ? "" : `At ${path.join(".").slice(0, 300)}: `;
  return `The steps on the clipboard cannot be read. ${at}${message}`;
}

function refuse(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

function bytesOf(text: string): number {
  // A text has at least as many bytes as characters; a huge one is not encoded to be counted.
  return text.length > MOST_IMPORT_BYTES ? text.length : new TextEncoder().encode(text).length;
}
