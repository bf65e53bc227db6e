import { applyPatch } from "./apply-patch.ts";
import type { ChatChange } from "./chat.ts";
import { withNeeded } from "./needed-changes.ts";
import { expressionReads } from "./expressions.ts";
import { argumentReferences } from "./graph.ts";
import type { StepId } from "./ids.ts";
import { mergeValues } from "./merge-values.ts";
import { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";
import type { Step } from "./step.ts";

/** A plan with some changes, and the patch that makes them; or a sentence saying why they do not fit. */
type Attempt = { ok: true; graph: PlanGraph; patch: PatchOperation[] } | { ok: false; message: string };

/** The same, with the places of the changes that are in it: the chosen ones and what they need. */
export type Choice =
  (Extract<Attempt, { ok: true }> & { chosen: number[] }) | Extract<Attempt, { ok: false }>;

type Unlinked = Omit<ChatChange, "needs">;

/**
 * Applies some of the changes of a proposal, with all that they need. What a change makes of a step that a left-out change touches
 * too is fitted: of two changes that each take a section out of a document, one alone takes out only its own.
 * @param graph a plan that all changes, in order, apply to
 */
export function chooseChanges(
  graph: PlanGraph,
  changes: readonly ChatChange[],
  chosen: Iterable<number>,
): Choice {
  const places = new Set(withNeeded(changes, chosen));
  const last = Math.max(-1, ...places);
  let attempt = choose(graph, changes, places);
  // Two that each fit alone may not fit together without one between them: the nearest before comes along.
  for (let before = last - 1; before >= 0 && !attempt.ok; before--) {
    if (places.has(before)) continue;
    for (const needed of withNeeded(changes, [before])) places.add(needed);
    attempt = choose(graph, changes, places);
  }
  return attempt.ok ? { ...attempt, chosen: [...places].toSorted((a, b) => a - b) } : attempt;
}

function choose(graph: PlanGraph, changes: readonly Unlinked[], chosen: ReadonlySet<number>): Attempt {
  const last = Math.max(-1, ...chosen);
  let whole = graph;
  let part = graph;
  const patch: PatchOperation[] = [];
  for (const [at, { operations }] of changes.slice(0, last + 1).entries()) {
    // Nothing was left out so far, or this is: the operations are right as they are, and go in at once.
    if (part === whole || !chosen.has(at)) {
      const outcome = applyPatch(whole, operations);
      if (!outcome.ok) return refused(outcome.errors);
      if (chosen.has(at)) patch.push(...operations);
      if (chosen.has(at)) part = outcome.graph;
      whole = outcome.graph;
      continue;
    }
    for (const operation of operations) {
      const fitted = fit(operation, whole, part);
      if (fitted === null) return { ok: false, message: "A change that was left out changes the same." };
      const [mine, all] = [applyPatch(part, [fitted]), applyPatch(whole, [operation])];
      if (!mine.ok) return refused(mine.errors);
      if (!all.ok) return refused(all.errors);
      part = mine.graph;
      whole = all.graph;
      patch.push(fitted);
    }
  }
  return { ok: true, graph: part, patch };
}

function refused(errors: readonly { message: string }[]): Attempt {
  return { ok: false, message: errors[0]?.message ?? "The changes do not fit the plan." };
}

/**
 * Finds what each change needs: the changes that add steps which it names, and as many of those before it as it takes to apply.
 * @param graph the plan that the changes, in order, apply to
 */
export function linkChanges(graph: PlanGraph, changes: readonly Unlinked[]): ChatChange[] {
  const linked: ChatChange[] = [];
  for (const [at, change] of changes.entries()) {
    const needs = new Set<number>();
    const link = () => (linked[at] = { ...change, needs: [...needs].toSorted((a, b) => a - b) });
    link();
    const tries = () => choose(graph, linked, new Set(withNeeded(linked, [at])));
    for (const added of adders(change, changes.slice(0, at))) needs.add(added);
    link();
    // What it takes besides, such as a dependency that goes first because the new one would close a cycle: the nearest before it.
    for (let before = at - 1; before >= 0 && !stands(tries()); before--) {
      needs.add(before);
      link();
    }
  }
  return linked;
}

/** Which earlier changes add steps that a change's operations are about. */
function adders(change: Unlinked, earlier: readonly Unlinked[]): number[] {
  const named = new Set(change.operations.flatMap(subjects));
  return earlier.flatMap(({ operations }, at) =>
    operations.some((one) => one.op === "add" && named.has(one.step.id)) ? [at] : [],
  );
}

function subjects(operation: PatchOperation): StepId[] {
  switch (operation.op) {
    case "add":
      return operation.dependencies
        .flatMap(({ from, to }) => [from, to])
        .filter((id) => id !== operation.step.id);
    case "connect":
    case "disconnect":
      return [operation.from, operation.to];
    default:
      return [operation.stepId];
  }
}

/** Whether a choice applies and reads no step that it does not have. */
function stands(choice: Attempt): boolean {
  if (!choice.ok) return false;
  const ids = new Set(choice.graph.steps.map((step) => step.id));
  const written = choice.patch.flatMap((one) =>
    one.op === "add" ? [one.step] : one.op === "update" ? [one.changes] : [],
  );
  return written.flatMap(readsOf).every((id) => ids.has(id));
}

function readsOf({ args, fallbacks, each, when }: Partial<Step>): StepId[] {
  return [
    ...argumentReferences(args ?? {}),
    ...(fallbacks ?? []).flatMap((one) => argumentReferences(one.args)),
    ...(each ? [each] : []),
    ...(when ? expressionReads(when) : []),
  ].map(({ ref }) => ref);
}

/**
 * An operation that was made for one graph as it is right for another, which lacks some of the changes before it.
 * @returns null when both graphs' histories change the same thing
 */
function fit(operation: PatchOperation, whole: PlanGraph, part: PlanGraph): PatchOperation | null {
  switch (operation.op) {
    case "add":
    case "move": {
      // A place in the list behind a step that is not there: behind the nearest before it that is.
      const ids = new Set(part.steps.map((step) => step.id));
      const list = whole.steps.map((step) => step.id);
      let at = operation.after === null ? -1 : list.indexOf(operation.after);
      while (at >= 0 && !ids.has(list[at] ?? "")) at -= 1;
      const after = list[at] ?? null;
      // With a rewiring move the place says between which steps it goes.
      return operation.op === "move" && operation.rewire && after !== operation.after
        ? null
        : { ...operation, after };
    }
    case "update": {
      const base = whole.steps.find((step) => step.id === operation.stepId);
      const mine = part.steps.find((step) => step.id === operation.stepId);
      if (base === undefined || mine === undefined || base === mine) return operation;
      const merged = mergeValues(base, mine, { ...base, ...operation.changes });
      if (merged === null) return null;
      const step = new Map(Object.entries(merged.value as Step));
      const changes: Record<string, unknown> = Object.fromEntries(
        Object.keys(operation.changes).map((field) => [field, step.get(field)]),
      );
      const fitted = PatchOperation.safeParse({ ...operation, changes });
      return fitted.success ? fitted.data : null;
    }
    default:
      return operation;
  }
}
