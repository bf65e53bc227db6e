import { expect, test } from "vitest";
import { withoutValues } from "#lib/domain/secret-text.ts";
import { hideInFile } from "./hide-in-file.ts";

const VALUE = "k3y-Of-The-shop-42";

async function hidden(mediaType: string, way: BufferEncoding) {
  const content = Buffer.from(`É;${VALUE}\n`, way).toString("base64");
  const file = await hideInFile({ mediaType, content, encoding: "base64" as const }, [VALUE]);
  return Buffer.from(file.content, "base64").toString(way);
}

test("values are hidden in texts that are kept as bytes, and other bytes stay as they are", async () => {
  expect(await hidden("text/csv; charset=utf-8", "utf8")).toBe("É;•••\n");
  expect(await hidden("application/ld+json", "utf8")).toBe("É;•••\n");
  expect(await hidden("text/csv", "latin1")).toBe("É;***\n");
  expect(await hidden("application/pdf", "utf8")).toContain(VALUE);
});

test("values are hidden in any part of a long text", async () => {
  const content = `${"x ".repeat(40_000)}${VALUE} & ${btoa(`a ${VALUE}`)} `.repeat(9);
  const clear = (await hideInFile({ mediaType: "text/plain", content }, [VALUE])).content;
  expect(clear.split("•••")).toHaveLength(19);
  expect(clear === withoutValues(content, [VALUE])).toBe(true);
});
