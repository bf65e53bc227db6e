import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf } from "./file-content.ts";

test("bytes are counted as they are, whether the content is text or written in base64", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const content = Buffer.from(bytes).toString("base64");
      expect(bytesOf({ content, encoding: "base64" })).toBe(bytes.length);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (content) => {
      expect(bytesOf({ content })).toBe(Buffer.byteLength(content, "utf8"));
    }),
  );
});
