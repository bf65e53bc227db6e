import { beforeEach, describe, expect, test } from "vitest";
import type { PatchOperation } from "#lib/domain/patch.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { code, chatWorld, CHAT_PLAN, rename, type ChatWorld } from "#lib/testing/chat-world.ts";
import { testDb } from "#lib/testing/database.ts";

const database = await testDb();
const { prisma } = database;
let w: ChatWorld;

beforeEach(async () => {
  w = await chatWorld(database);
});

describe("a proposal for a plan that moved on", () => {
  test("is merged with what changed elsewhere", async () => {
    const id = await w.ask("add a legal check before launch; drop the podcast");
    await w.edit(rename("launch", "Go live"), {
      op: "add",
      step: makeStep("party"),
      after: "launch",
      dependencies: [{ from: "launch", to: "party" }],
    });
    await w.accept(id);
    const { graph, rev } = await w.plan();
    expect(rev).toBe(2);
    expect(graph.steps.map(({ title }) => title)).toEqual([
      "Research the market",
      "Draft the copy",
      "Legal check",
      "Go live",
      "Step party",
    ]);
  });

  test("is merged within a field when both only added", async () => {
    const compose = makeStep("doc", {
      title: "The document",
      tool: "document.compose",
      args: { sections: { kind: "list", items: [] } },
    });
    await w.edit({
      op: "add",
      step: compose,
      after: "launch",
      dependencies: [{ from: "launch", to: "doc" }],
    });
    const ben = await w.colleague("Ben");
    const [one, two] = [
      await w.ask("add a legal check before launch"),
      await w.ask("add a tone check after research", ben),
    ];
    await w.accept(one);
    await w.accept(two);
    const document = (await w.plan()).graph.steps.find((step) => step.id === "doc");
    expect(JSON.stringify(document?.args)).toMatch(/Legal check.*Tone check/);
  });

  test.each<[string, string, PatchOperation[]]>([
    ["the step it renames was renamed", "rename the podcast to Talk", [rename("podcast", "Show")]],
    ["the step it removes was edited", "drop the podcast", [rename("podcast", "Show")]],
    [
      "the step it renames is gone",
      "rename the podcast to Talk",
      [{ op: "remove", stepId: "podcast", bridge: true }],
    ],
    [
      "the step it connects to is gone",
      "add a tone check after the podcast",
      [{ op: "remove", stepId: "podcast", bridge: true }],
    ],
    [
      "a dependency now closes a cycle",
      "let research wait for launch",
      [{ op: "connect", from: "research", to: "launch" }],
    ],
  ])("is void with the reason when %s", async (_, text, patch) => {
    const base = text.startsWith("let") ? makeGraph(["research", "launch"]) : CHAT_PLAN;
    await prisma.plan.updateMany({ where: { id: w.planId }, data: { draft: base } });
    const id = await w.ask(text);
    expect(await w.read(id)).toMatchObject({ status: "proposed" });
    await w.edit(...patch);
    const { graph } = await w.plan();
    await expect(w.accept(id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("has changed since this was proposed") as string,
    });
    expect(await w.read(id)).toMatchObject({ status: "void" });
    expect((await w.read(id)).outcome).toContain("has changed since this was proposed");
    expect((await w.plan()).graph).toEqual(graph);
    expect(await code(w.accept(id))).toBe("conflict");
  });

  test("that both sides changed alike is accepted, with nothing left to do", async () => {
    const id = await w.ask("drop the podcast");
    await w.edit({ op: "remove", stepId: "podcast", bridge: true });
    await w.accept(id);
    expect([(await w.plan()).rev, (await w.read(id)).status]).toEqual([1, "accepted"]);
  });
});
