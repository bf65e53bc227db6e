import { beforeAll, expect, test, vi } from "vitest";
import { jsonBody } from "./json-body.ts";

const HERE = "http://plans.example";
beforeAll(() => {
  vi.stubEnv("DATABASE_URL", "postgresql://127.0.0.1:1/none");
  vi.stubEnv("NEXTAUTH_URL", HERE);
  return () => vi.unstubAllEnvs();
});

const post = (body: string, headers: Record<string, string> = {}) =>
  jsonBody(
    new Request(`${HERE}/api/x`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    }),
  );

test("what a page of ours sends is read", async () => {
  await expect(post('{"a":1}', { origin: HERE })).resolves.toEqual({ a: 1 });
  await expect(post('{"a":1}')).resolves.toEqual({ a: 1 });
});

test("another site's page is refused, and so is what it could send without being asked", async () => {
  for (const origin of ["https://evil.example", "null", "http://plans.example:81"])
    await expect(post("{}", { origin })).rejects.toMatchObject({ code: "forbidden" });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", ""])
    await expect(post("{}", { "content-type": type })).rejects.toMatchObject({ code: "invalid" });
});

test("no JSON, and too much of it, is told", async () => {
  for (const body of ["", "{", `"${"x".repeat(100_000)}"`])
    await expect(post(body)).rejects.toMatchObject({ code: "invalid" });
});
