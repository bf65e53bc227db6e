import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CHAT_GRAMMAR } from "#lib/domain/chat-grammar.ts";
import { UNDERSTOOD } from "./instruction.ts";
import { readInstructions } from "./read-instructions.ts";

const page = readFileSync(new URL("../../../docs/chat-edits.md", import.meta.url), "utf8");

test.each(CHAT_GRAMMAR)("“$example” is understood, and documented", ({ form, example }) => {
  const parts = readInstructions(example, []);
  expect(parts.map(({ instruction }) => instruction?.verb ?? null)).not.toContain(null);
  expect(parts).toHaveLength(1);
  const row = new RegExp(`\\| \`${form}\` +\\| ${example} +\\|`);
  expect(page).toMatch(row);
});

test.each(UNDERSTOOD)("“%s” is understood", (example) => {
  expect(readInstructions(example, []).map(({ instruction }) => instruction?.verb ?? null)).not.toContain(
    null,
  );
});
