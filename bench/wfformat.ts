import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { graphOf, type BenchGraph } from "./graphs.ts";

const Runtime = z.object({ runtimeInSeconds: z.number().optional(), runtime: z.number().optional() });
const Task = Runtime.extend({
  name: z.string(),
  id: z.string().optional(),
  parents: z.array(z.string()).default([]),
});

/** Real workflows as the WfCommons project writes them: 1.4 and later keep graph and times apart, earlier ones together. */
const Workflow = z.object({
  workflow: z.union([
    z.object({
      specification: z.object({ tasks: z.array(Task) }),
      execution: z.object({ tasks: z.array(Runtime.extend({ id: z.string() })) }),
    }),
    z.object({ tasks: z.array(Task) }),
    z.object({ jobs: z.array(Task) }),
  ]),
});

/** The smallest step that is worth a timer. */
const SHORTEST_MS = 5;

/**
 * Reads the WfFormat files of a folder, in the order of their names.
 * @param most graphs with more steps are left out
 * @param scale gives the length of the critical path, in milliseconds, that the times are scaled to
 */
export function readGraphs(folder: string, most: number, scale: number): BenchGraph[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => readGraph(path.join(folder, name), scale))
    .filter((graph) => graph.steps.length > 0 && graph.steps.length <= most);
}

function readGraph(file: string, scale: number): BenchGraph {
  const { workflow } = Workflow.parse(JSON.parse(readFileSync(file, "utf8")));
  const tasks =
    "specification" in workflow
      ? workflow.specification.tasks
      : "tasks" in workflow
        ? workflow.tasks
        : workflow.jobs;
  const measured = "execution" in workflow ? workflow.execution.tasks : [];
  const secondsOf = new Map(measured.map((task) => [task.id, secondsIn(task)]));
  // Parents are named by id, and in older files by name.
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const byId = new Map(tasks.flatMap((task) => (task.id === undefined ? [] : [[task.id, task] as const])));
  const known = (id: string) => byId.get(id) ?? byName.get(id);
  const ids = new Map(tasks.map((task, i) => [task, `t${i}`]));
  const order = new Set<z.infer<typeof Task>>();
  const visit = (first: z.infer<typeof Task>) => {
    const stack = [first];
    for (let task = stack.at(-1); task; task = stack.at(-1)) {
      const missing = task.parents.map(known).find((parent) => parent && !order.has(parent));
      if (missing) stack.push(missing);
      else order.add(stack.pop() ?? task);
    }
  };
  for (const task of tasks) if (!order.has(task)) visit(task);
  const seconds = (task: z.infer<typeof Task>) => secondsOf.get(task.id ?? task.name) ?? secondsIn(task);
  const end = new Map<z.infer<typeof Task>, number>();
  for (const task of order) {
    const begin = Math.max(0, ...task.parents.map(known).map((parent) => (parent && end.get(parent)) ?? 0));
    end.set(task, begin + seconds(task));
  }
  const factor = scale / Math.max(1e-9, ...end.values());
  return graphOf(
    path.basename(file, ".json"),
    [...order].map((task) => ({
      id: ids.get(task) ?? "",
      before: [...new Set(task.parents.flatMap((id) => ids.get(known(id) ?? task) ?? []))].filter(
        (id) => id !== ids.get(task),
      ),
      ms: Math.max(SHORTEST_MS, Math.round(seconds(task) * factor)),
    })),
  );
}

function secondsIn(task: z.infer<typeof Runtime>): number {
  return task.runtimeInSeconds ?? task.runtime ?? 0;
}
