import { CsvError, parse } from "csv-parse/sync";

/** One row of a CSV file: its cells, and the 1-based line of the file that it starts on. */
export type CsvRow = { line: number; cells: string[] };
/** A CSV file as read: the header's cells and the rows below it, each as long as the header. */
export type CsvTable = { header: string[]; headerLine: number; rows: CsvRow[] };

/** A CSV file that cannot be read. The message is a sentence for a person and names the line. */
export class BrokenCsv extends Error {
  /** 1-based line of the file, or null when the file as a whole is wrong. */
  readonly line: number | null;

  constructor(message: string, line: number | null, cause?: unknown) {
    super(message, { cause });
    this.name = "BrokenCsv";
    this.line = line;
  }
}

/** More than any table of figures has; a file of another kind can have a hundred thousand. */
const MOST_COLUMNS = 1_000;

/** Which of comma, semicolon and tab separates the cells: the one that the first line has most of. */
function delimiterOf(text: string): string {
  const first = text.replace(/^\uFEFF/, "").match(/^.*\S.*$/m)?.[0] ?? "";
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: first.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

function reasonOf(error: CsvError, line: number | null): string {
  const where = line === null ? "The CSV file" : `Line ${line} of the CSV file`;
  switch (error.code) {
    case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH":
      return `${where} does not have as many cells as the header.`;
    case "CSV_QUOTE_NOT_CLOSED":
      return `${where} opens a quotation mark that is never closed.`;
    case "INVALID_OPENING_QUOTE":
    case "CSV_INVALID_CLOSING_QUOTE":
      return `${where} has a quotation mark in the wrong place.`;
    default:
      return `${where} cannot be read.`;
  }
}

/**
 * Reads a CSV file with a header. Cells are trimmed; empty lines are skipped; comma, semicolon and tab are recognised.
 * @throws BrokenCsv when rows differ in length, a quotation mark is out of place, the header is missing, doubled or endless,
 * or there is no row below it
 */
export function parseCsv(text: string): CsvTable {
  let records: { record: string[]; raw: string; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      info: true,
      raw: true,
      trim: true,
      skip_empty_lines: true,
      delimiter: delimiterOf(text),
    }) as unknown as typeof records; // The package's types do not follow `info` and `raw`.
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error["lines"] === "number" ? error["lines"] : null;
    throw new BrokenCsv(reasonOf(error, line), line, error);
  }
  // The parser counts the line a record ends on; a quoted cell may span several.
  const rows = records.map(({ record, raw, info }) => ({
    line: info.lines - (raw.trim().match(/\r\n|\r|\n/g)?.length ?? 0),
    cells: record,
  }));
  const [header, ...body] = rows;
  if (!header) throw new BrokenCsv("The CSV file is empty.", null);
  if (header.cells.length > MOST_COLUMNS) {
    throw new BrokenCsv(
      `Line ${header.line} of the CSV file, its header, has ${header.cells.length} columns; ${MOST_COLUMNS} are the most.`,
      header.line,
    );
  }
  const empty = header.cells.findIndex((cell) => cell === "");
  if (empty >= 0) {
    throw new BrokenCsv(
      `Line ${header.line} of the CSV file, its header, has no name for column ${empty + 1}.`,
      header.line,
    );
  }
  const doubled = header.cells.find((cell, at) => header.cells.indexOf(cell) !== at);
  if (doubled !== undefined) {
    throw new BrokenCsv(
      `Line ${header.line} of the CSV file, its header, names the column "${doubled}" twice.`,
      header.line,
    );
  }
  if (body.length === 0) throw new BrokenCsv("The CSV file has a header but no row below it.", header.line);
  return { header: header.cells, headerLine: header.line, rows: body };
}
