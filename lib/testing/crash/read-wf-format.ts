import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** A real workflow's graph: tasks with how long each took, and which follow which. */
export type WorkflowGraph = {
  name: string;
  tasks: { id: string; name: string; seconds: number }[];
  dependencies: { from: string; to: string }[];
};

const Task = z.object({
  name: z.string().optional(),
  id: z.string().optional(),
  parents: z.array(z.string()).default([]),
  children: z.array(z.string()).default([]),
  runtime: z.number().optional(),
  runtimeInSeconds: z.number().optional(),
  /** Up to 1.4; from 1.5 the ids of files apart. */
  files: z
    .array(z.object({ link: z.string().optional(), name: z.string(), path: z.string().optional() }))
    .default([]),
  inputFiles: z.array(z.string()).default([]),
  outputFiles: z.array(z.string()).default([]),
});
const Instance = z.object({
  name: z.string().default("workflow"),
  workflow: z.object({
    /** Up to 1.4: tasks name each other by name (or id), and carry their runtimes. */
    tasks: z.array(Task).optional(),
    /** From 1.5: by id, with the runtimes apart. */
    specification: z.object({ tasks: z.array(Task) }).optional(),
    execution: z
      .object({ tasks: z.array(z.object({ id: z.string(), runtimeInSeconds: z.number() })) })
      .optional(),
  }),
});

/**
 * Reads a workflow in WfFormat (1.3 to 1.6).
 * @throws Error when the text is none, or its dependencies go round in a circle
 */
export function parseWfFormat(text: string): WorkflowGraph {
  const { name, workflow } = Instance.parse(JSON.parse(text));
  const given = workflow.specification?.tasks ?? workflow.tasks ?? [];
  const seconds = new Map(workflow.execution?.tasks.map((task) => [task.id, task.runtimeInSeconds]));
  const tasks = given.map((task, at) => {
    const id = task.id ?? task.name ?? String(at);
    const took = task.runtimeInSeconds ?? task.runtime ?? seconds.get(id) ?? 0;
    return { id: `t${at}`, name: task.name ?? id, seconds: Math.max(0, took) };
  });
  // Two tasks may share a name; the first one is meant, unless an id says otherwise.
  const byReference = new Map<string, string>();
  for (const key of ["id", "name"] as const) {
    for (const [at, task] of given.entries()) {
      const reference = task[key];
      if (reference !== undefined && !byReference.has(reference)) byReference.set(reference, `t${at}`);
    }
  }
  const arrows = new Map<string, { from: string; to: string }>();
  const connect = (from: string | undefined, to: string | undefined) => {
    if (from !== undefined && to !== undefined && from !== to) arrows.set(`${from} ${to}`, { from, to });
  };
  for (const [at, task] of given.entries()) {
    for (const parent of task.parents) connect(byReference.get(parent), `t${at}`);
    for (const child of task.children) connect(`t${at}`, byReference.get(child));
  }
  // Some traces name no parents at all: then a task comes after those that made what it reads.
  if (arrows.size === 0) {
    const files = given.map(filesOf);
    const producers = new Map<string, string>();
    for (const [at, { made }] of files.entries()) {
      for (const file of made) if (!producers.has(file)) producers.set(file, `t${at}`);
    }
    for (const [at, { read }] of files.entries()) {
      for (const file of read) connect(producers.get(file), `t${at}`);
    }
  }
  const graph = { name, tasks, dependencies: [...arrows.values()] };
  criticalSeconds(graph);
  return graph;
}

function filesOf({ files, inputFiles, outputFiles }: z.infer<typeof Task>): {
  read: string[];
  made: string[];
} {
  const named = (input: boolean) =>
    files.filter(({ link }) => (link === "input") === input).map((file) => (file.path ?? "") + file.name);
  return { read: [...inputFiles, ...named(true)], made: [...outputFiles, ...named(false)] };
}

/** Reads every .json file of a folder that holds a workflow, in the order of their names. */
export function readWorkflows(folder: string): WorkflowGraph[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .toSorted();
  return files.map((file) => {
    try {
      return parseWfFormat(readFileSync(path.join(folder, file), "utf8"));
    } catch (cause) {
      throw new Error(`${file} is not a workflow in WfFormat.`, { cause });
    }
  });
}

/**
 * How long the longest chain of tasks takes.
 * @throws Error when the dependencies go round in a circle
 */
export function criticalSeconds({ tasks, dependencies }: WorkflowGraph): number {
  const open = new Map(tasks.map(({ id }) => [id, 0]));
  for (const { to } of dependencies) open.set(to, (open.get(to) ?? 0) + 1);
  const following = Map.groupBy(dependencies, ({ from }) => from);
  const seconds = new Map(tasks.map((task) => [task.id, task.seconds]));
  const begin = new Map<string, number>();
  const free = tasks.filter(({ id }) => open.get(id) === 0).map(({ id }) => id);
  let longest = 0;
  let done = 0;
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    done++;
    const end = (begin.get(id) ?? 0) + (seconds.get(id) ?? 0);
    longest = Math.max(longest, end);
    for (const { to } of following.get(id) ?? []) {
      begin.set(to, Math.max(begin.get(to) ?? 0, end));
      const left = (open.get(to) ?? 0) - 1;
      open.set(to, left);
      if (left === 0) free.push(to);
    }
  }
  if (done < tasks.length) throw new Error("The dependencies go round in a circle.");
  return longest;
}
