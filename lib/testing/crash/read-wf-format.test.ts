import { expect, test } from "vitest";
import { criticalSeconds, parseWfFormat } from "./read-wf-format.ts";

test("tasks that name each other and carry their runtimes (1.3, 1.4)", () => {
  const task = (name: string, runtime: number, parents: string[]) => ({
    name,
    type: "compute",
    runtime,
    parents,
  });
  const graph = parseWfFormat(
    JSON.stringify({
      name: "small",
      schemaVersion: "1.3",
      workflow: {
        makespan: 9,
        tasks: [
          task("split_ID1", 2, []),
          task("work_ID2", 5, ["split_ID1"]),
          { name: "join_ID3", id: "ID3", runtimeInSeconds: 1.5, parents: ["work_ID2", "split_ID1"] },
        ],
      },
    }),
  );
  expect(graph.tasks.map(({ id, name, seconds }) => [id, name, seconds])).toEqual([
    ["t0", "split_ID1", 2],
    ["t1", "work_ID2", 5],
    ["t2", "join_ID3", 1.5],
  ]);
  expect(graph.dependencies).toEqual([
    { from: "t0", to: "t1" },
    { from: "t1", to: "t2" },
    { from: "t0", to: "t2" },
  ]);
  expect(criticalSeconds(graph)).toBe(8.5);
});

test("tasks by id, with the runtimes apart (1.5): parents and children say the same arrow once", () => {
  const graph = parseWfFormat(
    JSON.stringify({
      name: "apart",
      schemaVersion: "1.5",
      workflow: {
        specification: {
          tasks: [
            { name: "work", id: "work-1", parents: [], children: ["work-2"] },
            { name: "work", id: "work-2", parents: ["work-1"], children: [] },
            { name: "alone", id: "alone", parents: [], children: [] },
          ],
        },
        execution: {
          makespanInSeconds: 1,
          executedAt: "2024-01-01",
          tasks: [
            { id: "work-2", runtimeInSeconds: 4 },
            { id: "work-1", runtimeInSeconds: 3 },
          ],
        },
      },
    }),
  );
  expect(graph.tasks.map(({ seconds }) => seconds)).toEqual([3, 4, 0]);
  expect(graph.dependencies).toEqual([{ from: "t0", to: "t1" }]);
  expect(criticalSeconds(graph)).toBe(7);
});

test("what is no workflow, or goes round in a circle, is refused", () => {
  const circle = ["a", "b"].map((id) => ({ id, name: id, parents: [id === "a" ? "b" : "a"] }));
  expect(() => parseWfFormat("{}")).toThrow();
  expect(() => parseWfFormat(JSON.stringify({ workflow: { tasks: circle } }))).toThrow("circle");
});

test("a trace that names no parents: a task comes after those that made what it reads", () => {
  const file = (link: "input" | "output", name: string) => ({ link, name, path: "data/", sizeInBytes: 1 });
  const tasks = [
    { name: "last", files: [file("input", "b"), file("input", "given")] },
    { name: "first", files: [file("input", "given"), file("output", "a")] },
    { name: "middle", files: [file("input", "a"), file("output", "b")] },
  ];
  const graph = parseWfFormat(JSON.stringify({ schemaVersion: "1.4", workflow: { tasks } }));
  expect(graph.dependencies).toEqual([
    { from: "t2", to: "t0" },
    { from: "t1", to: "t2" },
  ]);
});
