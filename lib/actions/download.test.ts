import { expect, test } from "vitest";
import { downloadResponse } from "./download.ts";

const header = (name: string, mediaType = "text/markdown") =>
  downloadResponse({ name, mediaType, content: "x" }).headers;

test("bytes come out as the bytes that they were, and text as UTF-8", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  const content = Buffer.from(bytes).toString("base64");
  const response = downloadResponse({
    name: "a.docx",
    mediaType: "application/x",
    content,
    encoding: "base64",
  });
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  const text = downloadResponse({ name: "a.md", mediaType: "text/markdown", content: "é🦭" });
  expect(Buffer.from(await text.arrayBuffer()).toString("utf8")).toBe("é🦭");
});

test("a plain name stays as it is, in both spellings", () => {
  expect(header("strategy.md").get("content-disposition")).toBe(
    `attachment; filename="strategy.md"; filename*=UTF-8''strategy.md`,
  );
});

test("a name in another script keeps its UTF-8 spelling", () => {
  expect(header("план (1).md").get("content-disposition")).toBe(
    `attachment; filename="____ (1).md"; filename*=UTF-8''%D0%BF%D0%BB%D0%B0%D0%BD%20%281%29.md`,
  );
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["..\\..\\boot.ini", "boot.ini"],
  ['a"; filename="evil.exe', "a_; filename=_evil.exe"],
  ["a\r\nset-cookie: x=1", "a__set-cookie_ x=1"],
  [".htaccess", "htaccess"],
  ["", "file"],
  ["\ud800.md", "_.md"],
])("the name %j becomes %j", (name, ascii) => {
  expect(header(name).get("content-disposition")).toContain(`filename="${ascii}";`);
});

test.each([".plan.json", ", run 12.run.json", ", run 3.md", ".playbook.json", ".md", ""])(
  "a name that is too long loses none of its ending %j",
  (ending) => {
    const name = header("x".repeat(200) + ending).get("content-disposition");
    expect(name).toContain(`filename="${"x".repeat(150 - ending.length)}${ending}";`);
  },
);

test.each([".plan.json", ".md", ""])(
  "a pair of surrogates where a name with %j is cut is no error",
  (ending) => {
    for (const before of [0, 1]) {
      const name = header("x".repeat(before) + "🦭".repeat(99) + ending).get("content-disposition") ?? "";
      const [, utf8 = ""] = name.split("filename*=UTF-8''");
      expect(decodeURIComponent(utf8)).toMatch(/^x?(?:🦭)+(?:\.plan\.json|\.md)?$/u);
      expect(decodeURIComponent(utf8).endsWith(ending)).toBe(true);
    }
  },
);

test("a file is never a page: attachment, no sniffing, a type that is none becomes bytes", () => {
  const headers = header("a.html", "text/html\r\nx: y");
  expect(headers.get("content-type")).toBe("application/octet-stream");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-disposition")).toMatch(/^attachment;/);
});
