import { expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";

function capture() {
  const lines: string[] = [];
  vi.stubEnv("LOG_LEVEL", "info");
  const log = createLogger("test", { write: (line: string) => void lines.push(line) });
  return { log, lines };
}

test("writes one JSON line with a readable level and time", () => {
  const { log, lines } = capture();
  log.warn({ runId: "r1" }, "step stalled");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "warn",
    name: "test",
    runId: "r1",
    msg: "step stalled",
  });
});

test("redacts secrets at the top and one level down", () => {
  const { log, lines } = capture();
  log.info(
    { password: "hunter2", user: { token: "hunter2" }, req: { headers: { cookie: "hunter2" } } },
    "signed in",
  );
  expect(lines.join()).not.toContain("hunter2");
  expect(lines.join()).toContain("[redacted]");
});

test("keeps an error's message, code, stack and cause, and nothing it drags along", () => {
  const { log, lines } = capture();
  const err = Object.assign(new Error("boom", { cause: new TypeError("why") }), {
    code: "57P01",
    client: { secret: "hunter2" },
  });
  log.error({ err }, "failed");
  const line = JSON.parse(lines[0] ?? "") as unknown;
  expect(line).toMatchObject({
    err: { type: "Error", message: "boom", code: "57P01", cause: { type: "TypeError", message: "why" } },
  });
  expect(lines.join()).not.toContain("hunter2");
});
