import { expect, test, vi } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

// A hash costs a quarter of a second of one core, on purpose; on a busy machine several do not fit into the usual five.
vi.setConfig({ testTimeout: 60_000 });

test("accepts the password it was made of and no other", async () => {
  const stored = await hashPassword("correct horse battery");
  expect(await verifyPassword("correct horse battery", stored)).toBe(true);
  expect(await verifyPassword("correct horse batterz", stored)).toBe(false);
  expect(await verifyPassword("", stored)).toBe(false);
});

test("salts: the same password twice gives two hashes, each with its cost and without the password", async () => {
  const [one, two] = await Promise.all([hashPassword("same password"), hashPassword("same password")]);
  expect(one).not.toBe(two);
  expect(one).toMatch(/^scrypt\$32768\$8\$3\$/);
  expect(one).not.toContain("same password");
});

test("verifies a hash made at another cost", async () => {
  const cheap = "scrypt$1024$8$1$c2FsdHNhbHRzYWx0c2FsdA==$Si9TDcdrpTQ0sVBu4fcxPSZ/cQ1/IosLzu5zBNuIU1Y=";
  expect(await verifyPassword("a cheap password", cheap)).toBe(true);
  expect(await verifyPassword("another password", cheap)).toBe(false);
});

test("composed and decomposed letters are one password", async () => {
  const stored = await hashPassword("caf\u00e9 au lait");
  expect(await verifyPassword("cafe\u0301 au lait", stored)).toBe(true);
});

test("nobody's password is never right, not even for the key it is compared with", async () => {
  expect(await verifyPassword("anything at all", null)).toBe(false);
});

test("refuses a stored value that is no hash", async () => {
  await expect(verifyPassword("x", "plain text")).rejects.toThrow("not readable");
});
