import { adjacency, ancestors } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { Step } from "#lib/domain/step.ts";
import type { DraftPatch } from "../replan/draft-patch.ts";
import { findStep } from "../replan/find-step.ts";
import { addedStep } from "./added-step.ts";
import type { Place } from "./instruction.ts";

/** Between which steps a new one goes, and behind which it stands in the list (null: first). */
type Position = { from: StepId[]; to: StepId[]; after: StepId | null };

/** Adds a step that a person names, where they say. @returns a sentence why not, or null */
export function addStep(draft: DraftPatch, words: string, place: Place): string | null {
  const position = positionOf(draft, place);
  if ("problem" in position) return position.problem;
  const title = words
    .replace(/^./u, (first) => first.toUpperCase())
    .slice(0, 200)
    .toWellFormed();
  const { graph, request } = draft;
  const made = { id: draft.freshId(title), title, after: position.from };
  return insertStep(draft, addedStep(made, { graph, goal: request.goal, today: request.today }), position);
}

function positionOf(draft: DraftPatch, place: Place): Position | { problem: string } {
  const { steps } = draft.graph;
  const { before: sources, after: followers } = adjacency(draft.graph);
  const list = steps.map((step) => step.id);
  const previous = (id: StepId) => list[list.indexOf(id) - 1] ?? null;
  switch (place.at) {
    case "before":
    case "after": {
      const target = findStep(draft.graph, place.step);
      if ("problem" in target) return target;
      const { id } = target.found;
      if (place.at === "after") {
        const to = (followers.get(id) ?? []).filter((follower) => draft.open(follower));
        return { from: [id], to, after: id };
      }
      const closed = draft.closed(target.found);
      return closed === null
        ? { from: sources.get(id) ?? [], to: [id], after: previous(id) }
        : { problem: closed };
    }
    case "between": {
      const [from, to] = [findStep(draft.graph, place.from), findStep(draft.graph, place.to)];
      if ("problem" in from) return from;
      if ("problem" in to) return to;
      const turned = ancestors(draft.graph, from.found.id).has(to.found.id);
      const [first, second] = turned ? [to.found, from.found] : [from.found, to.found];
      if (first.id === second.id) return { problem: `Both names mean "${first.title}".` };
      const closed = draft.closed(second);
      return closed === null ? { from: [first.id], to: [second.id], after: first.id } : { problem: closed };
    }
    case "start": {
      const to = list.filter((id) => (sources.get(id) ?? []).length === 0 && draft.open(id));
      return { from: [], to, after: null };
    }
    case "end": {
      const from = list.filter((id) => (followers.get(id) ?? []).length === 0);
      return { from, to: [], after: list.at(-1) ?? null };
    }
  }
}

/**
 * Puts a new step into the plan: what it stands between is joined through it, and a later document gets a section for it.
 * @returns a sentence why not, or null
 */
export function insertStep(draft: DraftPatch, step: Step, { from, to, after }: Position): string | null {
  const dependencies = [
    ...from.map((id) => ({ from: id, to: step.id })),
    ...to.map((id) => ({ from: step.id, to: id })),
  ];
  const present = new Set(draft.graph.dependencies.map((one) => `${one.from}>${one.to}`));
  const through = from.flatMap((a) =>
    to
      .filter((b) => present.has(`${a}>${b}`))
      .map((b): PatchOperation => ({ op: "disconnect", from: a, to: b })),
  );
  const problem = draft.apply([{ op: "add", step, after, dependencies }, ...through]);
  if (problem !== null) return problem;
  draft.said.push(`Adds "${step.title}".`);
  addSections(draft, step);
  return null;
}

function addSections(draft: DraftPatch, step: Step): void {
  for (const reader of draft.graph.steps) {
    const sections = reader.args["sections"];
    const later =
      reader.tool === "document.compose" &&
      draft.open(reader.id) &&
      ancestors(draft.graph, reader.id).has(step.id);
    if (!later || sections?.kind !== "list") continue;
    const section = {
      kind: "object" as const,
      properties: {
        heading: { kind: "literal" as const, value: step.title },
        content: { kind: "ref" as const, ref: step.id, path: [] },
      },
    };
    const args = { ...reader.args, sections: { kind: "list" as const, items: [...sections.items, section] } };
    draft.apply([{ op: "update", stepId: reader.id, changes: { args } }]);
  }
}
