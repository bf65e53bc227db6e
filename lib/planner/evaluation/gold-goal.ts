import { z } from "zod";

const phrase = z.string().trim().min(1);

/** A goal with what a reader judged to be right for it: its steps and their order, or the playbook that fits it, or both. */
export const GoldGoal = z
  .object({
    id: z.string().min(1),
    goal: z.string().trim().min(1).max(10_000),
    /** Short phrases in the order in which the goal mentions them. */
    nodes: z.array(phrase).min(1).optional(),
    /** Pairs of places in `nodes`: the first comes before the second. */
    edges: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])).optional(),
    /** Id or title of the playbook that fits best. */
    playbook: phrase.optional(),
  })
  .superRefine(({ nodes = [], edges = [] }, context) => {
    const outside = edges.find(([from, to]) => from === to || Math.max(from, to) >= nodes.length);
    if (outside !== undefined) {
      const message = `the edge [${outside.join(", ")}] does not join two of the ${nodes.length} nodes`;
      context.addIssue({ code: "custom", path: ["edges"], message });
    } else if (hasCycle(nodes.length, edges)) {
      context.addIssue({ code: "custom", path: ["edges"], message: "the edges go round in a circle" });
    }
  });
export type GoldGoal = z.infer<typeof GoldGoal>;

/** What a goals file holds, and what is wrong with the lines that could not be read (counted from 1). */
export type GoldFile = { goals: GoldGoal[]; problems: { line: number; message: string }[] };

/** Reads JSON lines. A line that is not a goal, or repeats an id, becomes a problem; the others are not touched by it. */
export function readGoldFile(text: string): GoldFile {
  const file: GoldFile = { goals: [], problems: [] };
  const taken = new Set<string>();
  text.split("\n").forEach((content, index) => {
    if (content.trim() === "") return;
    const read = readLine(content);
    const message =
      "problem" in read ? read.problem : taken.has(read.goal.id) ? `the id "${read.goal.id}" is taken` : null;
    if (message !== null || "problem" in read) {
      file.problems.push({ line: index + 1, message: message ?? "" });
      return;
    }
    taken.add(read.goal.id);
    file.goals.push(read.goal);
  });
  return file;
}

function readLine(content: string): { goal: GoldGoal } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    return { problem: `not JSON: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
  const parsed = GoldGoal.safeParse(value);
  if (parsed.success) return { goal: parsed.data };
  const [first] = parsed.error.issues;
  return { problem: `${first?.path.join(".") || "the line"}: ${first?.message ?? "not a goal"}` };
}

function hasCycle(count: number, edges: readonly (readonly [number, number])[]): boolean {
  let left = Array.from({ length: count }, (_node, index) => index);
  for (;;) {
    const kept = left.filter((node) => edges.some(([from, to]) => to === node && left.includes(from)));
    if (kept.length === 0) return false;
    if (kept.length === left.length) return true;
    left = kept;
  }
}
