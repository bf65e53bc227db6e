import { beforeAll, describe, expect, test, vi } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { MOST_SECRETS } from "#lib/domain/secret.ts";
import type { Argument } from "#lib/domain/step.ts";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { tablesWith } from "#lib/testing/tables-with.ts";
import { deleteSecret } from "./delete-secret.ts";
import { listSecretNames } from "./list-secret-names.ts";
import { listSecrets } from "./list-secrets.ts";
import { saveSecret } from "./save-secret.ts";
import { takeSecret } from "./secrets/stored-secrets.ts";

const { prisma: db, pool } = await testDb();
const VALUE = "s3cret-value-0123456789";
const SHOP = { id: null, name: "Shop", value: VALUE, hosts: ["api.shop.example", "*.shop.example"] };

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
  return () => vi.unstubAllEnvs();
});

async function refusalOf(work: Promise<unknown>): Promise<DomainError> {
  const error: unknown = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof DomainError) return error;
  throw new Error("It was not refused.", { cause: error });
}

test("secrets are listed as a person would order their names", async () => {
  const { ctx } = await newMember(db);
  for (const name of ["Key 10", "zoo", "Key 2", "Archive"]) {
    await saveSecret({ ctx, input: { ...SHOP, name } });
  }
  const names = (await listSecrets({ ctx, input: {} })).map(({ name }) => name);
  expect(names).toEqual(["Archive", "Key 2", "Key 10", "zoo"]);
});

test("a secret is stored sealed, never comes back, and is another workspace's no business", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const { id } = await saveSecret({ ctx, input: SHOP });
  expect(await tablesWith(pool, VALUE)).toEqual([]);
  const listed = await listSecrets({ ctx, input: {} });
  expect(listed).toMatchObject([
    { id, name: "Shop", hosts: SHOP.hosts, readable: true, lastUsedAt: null, uses: [] },
  ]);
  expect(JSON.stringify(listed)).not.toContain(VALUE);
  expect(await takeSecret(db, workspaceId, "Shop")).toEqual({
    name: "Shop",
    value: VALUE,
    hosts: SHOP.hosts,
  });
  expect((await listSecrets({ ctx, input: {} }))[0]?.lastUsedAt).not.toBeNull();
  const mallory = await newMember(db, { name: "Mallory" });
  expect(await listSecrets({ ctx: mallory.ctx, input: {} })).toEqual([]);
  expect(await takeSecret(db, mallory.workspaceId, "Shop")).toBeNull();
  const theirs = { ctx: mallory.ctx, input: { ...SHOP, id, value: "another-value" } };
  expect((await refusalOf(saveSecret(theirs))).code).toBe("not_found");
});

test("a sealed value that is moved to another row or workspace cannot be opened there", async () => {
  const [ada, mallory] = [await newMember(db), await newMember(db, { name: "Mallory" })];
  await saveSecret({ ctx: ada.ctx, input: SHOP });
  await saveSecret({ ctx: mallory.ctx, input: { ...SHOP, value: "hers-and-hers" } });
  const { ciphertext } = await db.secret.findFirstOrThrow({ where: { workspaceId: ada.workspaceId } });
  await db.secret.updateMany({ where: { workspaceId: mallory.workspaceId }, data: { ciphertext } });
  expect(await takeSecret(db, mallory.workspaceId, "Shop")).toMatchObject({ value: null });
  expect(await listSecrets({ ctx: mallory.ctx, input: {} })).toMatchObject([{ readable: false }]);
});

describe("a change", () => {
  test("replaces the value, or leaves it; the name stays", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { id } = await saveSecret({ ctx, input: SHOP });
    await saveSecret({ ctx, input: { id, name: "Other", value: null, hosts: ["a.shop.example"] } });
    expect(await takeSecret(db, workspaceId, "Shop")).toMatchObject({
      value: VALUE,
      hosts: ["a.shop.example"],
    });
    await saveSecret({ ctx, input: { id, name: "Shop", value: "another-value", hosts: ["b.example"] } });
    expect(await takeSecret(db, workspaceId, "Shop")).toMatchObject({
      value: "another-value",
      hosts: ["b.example"],
    });
  });

  test("sends a stored value nowhere that it was not given for", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { id } = await saveSecret({ ctx, input: SHOP });
    for (const host of ["evil.example", "shop.example", "api.shop.example:8443"]) {
      const input = { ...SHOP, id, value: null, hosts: ["api.shop.example", host] };
      const refusal = await refusalOf(saveSecret({ ctx, input }));
      expect(refusal.issues).toMatchObject([
        { path: ["value"], message: expect.stringContaining(host) as string },
      ]);
    }
    expect(await takeSecret(db, workspaceId, "Shop")).toMatchObject({ hosts: SHOP.hosts });
  });

  test("of hosts that were narrowed meanwhile does not widen them again", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { id } = await saveSecret({ ctx, input: SHOP });
    const input = (hosts: string[]) => ({ ...SHOP, id, value: null, hosts });
    const both = await Promise.allSettled([
      saveSecret({ ctx, input: input(["a.shop.example"]) }),
      saveSecret({ ctx, input: input(["b.shop.example"]) }),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await takeSecret(db, workspaceId, "Shop"))?.hosts).toHaveLength(1);
  });
});

describe("input that does not fit", () => {
  test.each([
    [{ name: " " }, "name"],
    [{ value: null }, "value"],
    [{ value: "short" }, "value"],
    [{ hosts: [] }, "hosts"],
    [{ hosts: ["https://api.example/v1"] }, "hosts"],
  ])("%j is told at %s", async (wrong, field) => {
    const { ctx, workspaceId } = await newMember(db);
    const refusal = await refusalOf(saveSecret({ ctx, input: { ...SHOP, ...wrong } }));
    expect(refusal.issues.map((issue) => issue.path[0])).toEqual([field]);
    expect(refusal.message).not.toContain(VALUE);
    expect(await db.secret.count({ where: { workspaceId } })).toBe(0);
  });

  test("a name that is taken, and one secret too many", async () => {
    const { ctx, userId, workspaceId } = await newMember(db);
    await saveSecret({ ctx, input: SHOP });
    expect((await refusalOf(saveSecret({ ctx, input: SHOP }))).issues).toMatchObject([{ path: ["name"] }]);
    const row = { workspaceId, ciphertext: "", hosts: ["a.example"], createdBy: userId };
    const more = Array.from({ length: MOST_SECRETS - 1 }, () => ({ ...row, id: newId(), name: newId() }));
    await db.secret.createMany({ data: more });
    expect((await refusalOf(saveSecret({ ctx, input: { ...SHOP, name: "More" } }))).code).toBe("limit");
  });
});

test("an editor sees what secrets are called and where they may go, to choose one, and nothing else", async () => {
  const { ctx } = await newMember(db);
  await saveSecret({ ctx, input: SHOP });
  const editor = { ...ctx, actor: { ...ctx.actor, role: "editor" as const } };
  expect(await listSecretNames({ ctx: editor, input: {} })).toEqual([{ name: "Shop", hosts: SHOP.hosts }]);
  expect((await refusalOf(listSecrets({ ctx: editor, input: {} }))).code).toBe("forbidden");
  expect((await refusalOf(saveSecret({ ctx: editor, input: SHOP }))).code).toBe("forbidden");
});

test("deleting one that steps name says which, and waits for the word that they do not matter", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const { id } = await saveSecret({ ctx, input: SHOP });
  const literal = (value: string): Argument => ({ kind: "literal", value });
  const graph = testGraph([
    testStep("call", { title: "Call the shop", tool: "http.request", args: { secret: literal(" Shop ") } }),
    testStep("tell", {
      title: "Tell them",
      tool: "text.write",
      args: { secret: literal("Shop") },
      fallbacks: [{ tool: "webhook.call", args: { secret: literal("Shop") } }],
    }),
    testStep("other", { tool: "http.request", args: { secret: literal("Other") } }),
    testStep("write", { tool: "text.write", args: { secret: literal("Shop"), brief: literal("Shop") } }),
  ]);
  const planId = await seedPlan(db, workspaceId, graph, { title: "Spring sale" });
  await seedPlan(db, (await newMember(db, { name: "Mallory" })).workspaceId, graph);
  const uses = [
    { planId, planTitle: "Spring sale", stepTitle: "Call the shop" },
    { planId, planTitle: "Spring sale", stepTitle: "Tell them" },
  ];
  expect(await listSecrets({ ctx, input: {} })).toMatchObject([{ uses }]);
  const refusal = await refusalOf(deleteSecret({ ctx, input: { id } }));
  expect(refusal.code).toBe("conflict");
  expect(refusal.message).toContain("“Call the shop” of “Spring sale” and “Tell them” of “Spring sale” name");
  expect(await deleteSecret({ ctx, input: { id, evenIfUsed: true } })).toEqual({ uses });
  expect(await listSecrets({ ctx, input: {} })).toEqual([]);
  expect((await refusalOf(deleteSecret({ ctx, input: { id } }))).code).toBe("not_found");
});
