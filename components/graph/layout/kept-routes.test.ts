import { expect, test } from "vitest";
import { edgeId } from "../edge-id.ts";
import { keptRoutes } from "./kept-routes.ts";

const line = (from: string, to: string) => ({ from, to });

test("only the lines of moved cards lose their routes", () => {
  const dependencies = [line("a", "b"), line("a", "d"), line("b", "d"), line("c", "d"), line("c", "e")];
  const routes = {
    [edgeId(line("a", "d"))]: "round b",
    [edgeId(line("b", "d"))]: "round c",
    [edgeId(line("c", "e"))]: "round d",
    [edgeId(line("z", "a"))]: "of a line that is gone",
  };
  expect(keptRoutes(dependencies, routes, {})).toEqual({
    [edgeId(line("a", "d"))]: "round b",
    [edgeId(line("b", "d"))]: "round c",
    [edgeId(line("c", "e"))]: "round d",
  });
  expect(keptRoutes(dependencies, routes, { d: { x: 0, y: 0 } })).toEqual({
    [edgeId(line("c", "e"))]: "round d",
  });
});
