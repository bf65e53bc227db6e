import { expect, test } from "vitest";
import { makeGraph } from "#lib/testing/arbitrary-plan.ts";
import { findSteps } from "./find-steps.ts";

const graph = makeGraph(["a", "b", "c"], ["c>a"]);
const [a, b, c] = graph.steps;
if (!a || !b || !c) throw new Error("The graph has three steps.");
Object.assign(a, { title: "Research refill shops" });
Object.assign(b, { title: "Draft", instruction: "Name three SHOPS.", tool: "text.write" });
Object.assign(c, { title: "Ask the shops", tool: "human.ask" });

const find = (text: string) => findSteps(graph, [], text);

test("finds every word, in any case, in title, instruction and tool, and gives them as the outline has them", () => {
  expect(find("shops")).toEqual(["b", "c", "a"]);
  expect(find("  shops   REFILL ")).toEqual(["a"]);
  expect(find("human.ask")).toEqual(["c"]);
  expect(find("zeppelin")).toEqual([]);
  expect(find(" ")).toEqual([]);
});
