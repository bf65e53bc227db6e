import {
  AlignmentType,
  Document,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
  type FileChild,
  type IParagraphOptions,
  type IRunOptions,
} from "docx";
import type { List, Nodes, PhrasingContent, Root, Table as MarkdownTable } from "mdast";
import type { ExportJob } from "./export-io.ts";
import { plainText } from "./html-page.ts";

const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
];
/** Lists and quotations within each other; what is deeper stands at the last of them. */
const MOST_LEVELS = 8;
const NUMBERS = "numbers";
/** A twentieth of a point each: half an inch a level. */
const INDENT = 720;

/** Where a block stands: how deep within quotations and lists. */
type Place = { quoted: number; listed: number };

/**
 * A document as a .docx file: headings, paragraphs, lists, quotations, tables and code. Pictures are named, not shown. It holds no
 * link and no field, only text.
 */
export async function docxFile(root: Root, { title }: Pick<ExportJob, "title">): Promise<Buffer> {
  const writer = new Writer();
  const children = root.children.flatMap((node) => writer.block(node, { quoted: 0, listed: 0 }));
  const document = new Document({
    title: textOf(title),
    creator: "Planwright",
    lastModifiedBy: "Planwright",
    styles: {
      default: {
        document: { run: { font: "Calibri", size: 22 }, paragraph: { spacing: { after: 120, line: 276 } } },
      },
    },
    numbering: {
      config: [
        {
          reference: NUMBERS,
          levels: Array.from({ length: MOST_LEVELS + 1 }, (_, level) => ({
            level,
            format: LevelFormat.DECIMAL,
            text: `%${level + 1}.`,
            style: { paragraph: { indent: { left: INDENT * (level + 1), hanging: 360 } } },
          })),
        },
      ],
    },
    sections: [{ children }],
  });
  return Packer.toBuffer(document);
}

/** What XML cannot hold is left out. */
function textOf(text: string): string {
  // eslint-disable-next-line no-control-regex -- controls are what is taken out
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
}

class Writer {
  /** Every numbered list counts for itself. */
  private lists = 0;

  block(node: Nodes, place: Place): FileChild[] {
    switch (node.type) {
      case "heading":
        return [new Paragraph({ heading: HEADINGS[node.depth - 1], children: runs(node.children) })];
      case "paragraph":
        return [new Paragraph({ ...layout(place), children: runs(node.children) })];
      case "blockquote":
        return node.children.flatMap((each) => this.block(each, { ...place, quoted: place.quoted + 1 }));
      case "list":
        return this.list(node, place);
      case "table":
        return [tableOf(node), new Paragraph("")];
      case "code":
        return node.value
          .split("\n")
          .map((line) => new Paragraph({ ...layout(place), children: [run(line, { font: "Courier New" })] }));
      case "thematicBreak":
        return [new Paragraph({ thematicBreak: true })];
      default:
        return [new Paragraph({ ...layout(place), children: [run(plainText(node), {})] })];
    }
  }

  private list(list: List, place: Place): FileChild[] {
    const instance = ++this.lists;
    const level = Math.min(place.listed, MOST_LEVELS);
    return list.children.flatMap((item) =>
      item.children.flatMap((each, at) => {
        const inner = { ...place, listed: place.listed + 1 };
        if (at > 0 || each.type !== "paragraph") return this.block(each, inner);
        const mark: IParagraphOptions = list.ordered
          ? { numbering: { reference: NUMBERS, level, instance } }
          : { bullet: { level } };
        return [new Paragraph({ ...mark, children: runs(each.children) })];
      }),
    );
  }
}

function layout({ quoted, listed }: Place): IParagraphOptions {
  const levels = Math.min(quoted + listed, MOST_LEVELS);
  if (levels === 0) return {};
  const bar = { style: "single", size: 12, space: 8, color: "A1A1AA" } as const;
  return { indent: { left: INDENT * levels }, ...(quoted > 0 && { border: { left: bar } }) };
}

function tableOf({ align, children }: MarkdownTable): Table {
  const rows = children.map(
    (row, place) =>
      new TableRow({
        tableHeader: place === 0,
        children: row.children.map(
          (cell, at) =>
            new TableCell({
              margins: { top: 40, bottom: 40, left: 80, right: 80 },
              children: [
                new Paragraph({
                  spacing: { after: 0 },
                  alignment: align?.[at] === "right" ? AlignmentType.RIGHT : AlignmentType.LEFT,
                  children: runs(cell.children, place === 0 ? { bold: true } : {}),
                }),
              ],
            }),
        ),
      }),
  );
  return new Table({ width: { size: 100, type: WidthType.PERCENTAGE }, rows });
}

function run(text: string, style: IRunOptions): TextRun {
  return new TextRun({ ...style, text: textOf(text) });
}

function runs(nodes: readonly PhrasingContent[], style: IRunOptions = {}, levels = MOST_LEVELS): TextRun[] {
  return nodes.flatMap((node): TextRun[] => {
    if (levels === 0) return [run(plainText(node), style)];
    switch (node.type) {
      case "text":
        return [run(node.value.replaceAll("\n", " "), style)];
      case "strong":
        return runs(node.children, { ...style, bold: true }, levels - 1);
      case "emphasis":
        return runs(node.children, { ...style, italics: true }, levels - 1);
      case "delete":
        return runs(node.children, { ...style, strike: true }, levels - 1);
      case "inlineCode":
        return [run(node.value, { ...style, font: "Courier New" })];
      case "break":
        return [new TextRun({ break: 1 })];
      case "image":
        return [run(`[Chart: ${node.alt ?? ""}, see ${node.url}]`, { ...style, italics: true })];
      default:
        return "children" in node ? runs(node.children, style, levels - 1) : [run(plainText(node), style)];
    }
  });
}
