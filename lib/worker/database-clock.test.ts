import { afterEach, expect, test, vi } from "vitest";
import { DatabaseClock } from "./database-clock.ts";

afterEach(() => vi.restoreAllMocks());

test("the time is the database's, whatever this machine's clock says or does meanwhile", () => {
  const clock = new DatabaseClock();
  expect(() => clock.now()).toThrow("what time it is");
  const ticks = vi.spyOn(performance, "now").mockReturnValue(1_100);
  clock.set(5_000_000, 1_000);
  const wall = vi.spyOn(Date, "now").mockReturnValue(0);
  ticks.mockReturnValue(3_050);
  expect(clock.now()).toEqual(new Date(5_002_000));
  wall.mockReturnValue(9e12);
  expect(clock.now()).toEqual(new Date(5_002_000));
});
