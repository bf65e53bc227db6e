import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { docxOf, pdfOf, wordParagraph, wordTable } from "#lib/testing/files.ts";
import { readFile } from "./read-file.ts";
import { unzip, zip } from "./safe-zip.ts";
import { UnreadableFile } from "./unreadable-file.ts";

const bytes = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding);

async function reasonOf(name: string, content: Uint8Array): Promise<string> {
  try {
    await readFile(name, content);
  } catch (error) {
    if (error instanceof UnreadableFile) return error.message;
    throw error;
  }
  throw new Error("The file was read.");
}

describe("a PDF", () => {
  it("gives its text page by page, with paragraphs, and words joined that a line's end divides", async () => {
    const told: number[] = [];
    const file = await readFile(
      "report.pdf",
      pdfOf([
        ["Harbour report", "", "The pilot came at even-", "ing with the tide.", "", "", "All ships left."],
        ["Second page."],
      ]),
      (done) => told.push(done),
    );
    expect(file).toMatchObject({ kind: "pdf", title: "report", notes: [] });
    expect(file.chunks).toEqual([
      {
        heading: null,
        line: 1,
        page: 1,
        text: "Harbour report\n\nThe pilot came at evening\nwith the tide.\n\nAll ships left.",
      },
      { heading: null, line: 8, page: 2, text: "Second page." },
    ]);
    expect(file.content.split("\n")[7]).toBe("Second page.");
    expect(told).toEqual([1, 2]);
  });

  it("has the title of its properties, unless a program made it up", async () => {
    const titled = (title: string) => readFile("a-b.pdf", pdfOf([["x y z"]], { title }));
    expect((await titled("Tides of 2026")).title).toBe("Tides of 2026");
    expect((await titled("Microsoft Word - draft3.doc")).title).toBe("a b");
  });

  it("says which pages have no text, and is refused when none has", async () => {
    const mixed = await readFile("mixed.pdf", pdfOf([["words"], "picture", "picture"]));
    expect(mixed.notes).toEqual(["No text was found on pages 2, 3 of 3."]);
    expect(await reasonOf("scan.pdf", pdfOf(["picture", "picture"]))).toMatch(
      /2 pages are pictures.*scanned.*OCR/,
    );
    expect(await reasonOf("blank.pdf", pdfOf([[]]))).toBe("It has no text.");
  });

  it("is told to be locked, or damaged", async () => {
    expect(await reasonOf("locked.pdf", pdfOf([["x"]], { password: true }))).toMatch(/password/);
    expect(await reasonOf("cut.pdf", bytes("%PDF-1.4\ngarbage"))).toMatch(/damaged/);
    expect(await reasonOf("half.pdf", pdfOf([["words"]]).subarray(0, 60))).toMatch(/damaged|no text/);
  });

  it("is read as what it is, whatever it is called", async () => {
    expect((await readFile("notes.txt", pdfOf([["hello there"]]))).kind).toBe("pdf");
  });
});

describe("a Word document", () => {
  it("gives headings, lists and tables, with the heading path of each passage", async () => {
    const file = await readFile(
      "plan.docx",
      docxOf(
        wordParagraph("Harbour plan", { style: "Heading1" }) +
          wordParagraph("Ships & tides <soon>.") +
          wordParagraph("Costs", { style: "Heading2" }) +
          wordParagraph("pilots", { list: true }) +
          wordParagraph("tugs", { list: true }) +
          wordTable([
            ["What", "Euro"],
            ["Pilot", "1|2"],
          ]) +
          wordParagraph("# not a heading"),
      ),
    );
    expect(file).toMatchObject({ kind: "docx", title: "Harbour plan", notes: [] });
    expect(file.chunks).toEqual([
      { heading: "Harbour plan", line: 3, page: null, text: "Ships & tides <soon>." },
      {
        heading: "Harbour plan > Costs",
        line: 7,
        page: null,
        text: "- pilots\n- tugs\n\n| What | Euro |\n| --- | --- |\n| Pilot | 1\\|2 |\n\n\\# not a heading",
      },
    ]);
  });

  it("is refused when it is a bomb, locked, damaged, or another archive", async () => {
    // 200 MB of zeros in 200 kB, and again as what it claims not to be.
    const zeros = Buffer.alloc(200 * 1_024 * 1_024);
    const packed = deflated({ name: "word/document.xml", bytes: zeros });
    expect(await reasonOf("bomb.docx", packed)).toMatch(/larger than any document/);
    expect(await reasonOf("cut.docx", docxOf(wordParagraph("x")).subarray(0, 300))).toMatch(/damaged/);
    expect(await reasonOf("other.docx", zip([{ name: "a.txt", bytes: bytes("a") }]))).toMatch(
      /no Word document/,
    );
    expect(await reasonOf("empty.docx", docxOf(""))).toBe("It has no text.");
    expect(await reasonOf("xml.docx", docxOf("<w:p><w:broken"))).toMatch(/damaged/);
    const entities = zip([
      ...unzip(docxOf(""), () => true, 1e6).filter(({ name }) => name !== "word/document.xml"),
      {
        name: "word/document.xml",
        bytes: bytes('<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document>&a;</w:document>'),
      },
    ]);
    expect(await reasonOf("entities.docx", entities)).toMatch(/document type/);
    expect(await reasonOf("old.docx", bytes("d0cf11e0a1b11ae1" + "00".repeat(600), "hex"))).toMatch(
      /password.*docx/,
    );
    expect(await reasonOf("archive.txt", packed)).toMatch(/zip archive/);
  });

  it("is unpacked by what comes out, not by what it says", () => {
    const file = docxOf(wordParagraph("x"), [{ name: "word/media/huge.bin", bytes: Buffer.alloc(10_000) }]);
    const all = unzip(file, () => true, 1_000_000);
    expect(all.find(({ name }) => name === "word/media/huge.bin")?.bytes.length).toBe(10_000);
    expect(() => unzip(file, () => true, 5_000)).toThrow(/larger than any document/);
  });
});

describe("a web page", () => {
  it("gives its text under its headings, without scripts and navigation", async () => {
    const file = await readFile(
      "page.html",
      bytes(
        "<!doctype html><html><head><title>Tide  tables</title><style>p{}</style></head><body><nav>Home</nav><h1>Tides</h1><p>High <b>water</b> at&nbsp;noon.<br>Low later.<script>alert(1)</script><h2>Ports</h2><ul><li>Dover<ul><li>east</ul><li>Calais</ul><p>See <a href='https://tides.example/x'>the table</a>.<pre>a\n# b</pre>",
      ),
    );
    expect(file).toMatchObject({ kind: "html", title: "Tide tables" });
    expect(file.chunks.map(({ heading, text }) => [heading, text])).toEqual([
      ["Tides", "High water at noon.\nLow later."],
      [
        "Tides > Ports",
        "- Dover\n  - east\n- Calais\n\nSee the table (https://tides.example/x).\n\n```\na\n# b\n```",
      ],
    ]);
  });

  it("is read in the encoding that it names", async () => {
    const file = await readFile("p.html", bytes('<html><meta charset="iso-8859-1"><p>Grüße', "latin1"));
    expect(file.content).toContain("Grüße");
    expect(file.notes).toEqual([]);
  });

  it("with tags nested without end is refused, however small", async () => {
    expect(await reasonOf("deep.html", bytes(`<html>${"<div>".repeat(50_000)}x`))).toMatch(/nested/);
  });
});

describe("a text", () => {
  const text = "Grüße aus Köln\nzweite Zeile";
  it.each([
    ["UTF-8", bytes(text), []],
    ["UTF-8 with a mark", bytes(`\ufeff${text}`), []],
    ["UTF-16 with a mark", bytes(`\ufeff${text}`, "utf16le"), []],
    ["big-endian UTF-16 with a mark", bytes(`\ufeff${text}`, "utf16le").swap16(), []],
    ["UTF-16 without a mark", bytes(text, "utf16le"), [/UTF-16/]],
    ["Latin-1", bytes(text, "latin1"), [/Windows-1252/]],
  ])("in %s is read, and a guess is told", async (_, content, notes) => {
    const file = await readFile("a.txt", content);
    expect(file.content.replace(/^\ufeff/, "")).toBe(text);
    expect(file.notes).toEqual(notes.map((note) => expect.stringMatching(note) as string));
  });

  it("loses its NULs and half characters, and says so", async () => {
    const nul = await readFile("a.txt", bytes("one\u0000two is a longer line of text"));
    expect(nul.content).toBe("onetwo is a longer line of text");
    expect(nul.notes).toEqual(["NUL characters were left out."]);
    const lone = await readFile("b.txt", Buffer.from([0xff, 0xfe, 0x61, 0, 0x00, 0xd8, 0x62, 0]));
    expect(lone.content.isWellFormed()).toBe(true);
  });

  it.each([
    ["an empty file", "a.txt", "", /^The file is empty/],
    ["blanks", "a.txt", " \n\t ", /no text/],
    ["bytes", "a.txt", "\u0001\u0002\u0003\u0004\u0005\u0006", /no text/],
    ["a picture", "a.png", "\u0089PNG\r\n", /picture \(PNG\)/],
    ["another kind", "a.json", "{}", /\.json file cannot be read/],
    ["a page called PDF", "a.pdf", "<!doctype html><html>not found", /named like a PDF.*web page/],
    ["a text called Word", "a.docx", "hello", /named like a Word document/],
    ["rich text", "a.docx", "{\\rtf1 x}", /RTF/],
    ["a broken CSV", "a.csv", "a,b\n1,2\n3\n", /Line 3/],
  ])("that is %s is refused with the reason", async (_, name, content, reason) => {
    expect(await reasonOf(name, bytes(content, "latin1"))).toMatch(reason);
  });

  it("without an ending is read as text, and Markdown may begin with a tag", async () => {
    expect((await readFile("NOTES", bytes("plain words"))).kind).toBe("text");
    expect((await readFile("a.md", bytes("<div>logo</div>\n\n# Title\n\nwords"))).kind).toBe("markdown");
    expect((await readFile("page.txt", bytes("<!DOCTYPE html><html><p>x"))).kind).toBe("html");
  });
});

/** An archive with one compressed file, and the parts that make it look like a Word document. */
function deflated(file: { name: string; bytes: Uint8Array }): Buffer {
  const data = deflateRawSync(file.bytes);
  const name = Buffer.from(file.name);
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(8, 4);
  header.writeUInt32LE(data.length, 14);
  // It says that it is small.
  header.writeUInt32LE(10, 18);
  header.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), header, name, data]);
  const tail = Buffer.alloc(14);
  const central = Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), header, tail, name]);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
