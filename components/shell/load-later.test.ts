import { afterEach, expect, test, vi } from "vitest";
import { loadLater } from "./load-later.ts";

afterEach(() => void vi.useRealTimers());

test("it is fetched once, whoever asks", async () => {
  const load = vi.fn(() => Promise.resolve({ part: 1 }));
  const part = loadLater(load);
  expect(load).not.toHaveBeenCalled();
  const [one, other] = await Promise.all([part(), part()]);
  expect(one).toBe(other);
  expect(await part()).toBe(one);
  expect(load).toHaveBeenCalledOnce();
});

test("without a connection it is asked for again until it comes", async () => {
  vi.useFakeTimers();
  let fails = 3;
  const part = loadLater(() =>
    fails-- > 0 ? Promise.reject(new Error("offline")) : Promise.resolve("there"),
  );
  const got = part();
  await vi.runAllTimersAsync();
  expect(await got).toBe("there");
  expect(fails).toBe(-1);
});
