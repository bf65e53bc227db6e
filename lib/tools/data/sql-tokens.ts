/** A piece of SQL: a word (unquoted), a quoted name, or anything else that is not a text, a comment or blank. */
export type SqlToken = {
  kind: "word" | "name" | "text" | "mark";
  text: string;
  start: number;
  depth: number;
};

const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|\d[\w.]*|[\p{L}_$][\p{L}\p{N}_$]*|\s+|[\s\S]/gu;

/** Cuts SQL into its pieces, comments and blanks left out. Words are in lower case; `depth` counts the parentheses around. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let depth = 0;
  for (const { 0: text, index: start } of sql.matchAll(TOKEN)) {
    if (/^(?:\s|--|\/\*)/.test(text)) continue;
    if (text === ")") depth--;
    if (text.startsWith("'")) tokens.push({ kind: "text", text, start, depth });
    else if (/^["`[]/.test(text)) tokens.push({ kind: "name", text: text.slice(1, -1), start, depth });
    else if (/^[\p{L}_$]/u.test(text)) tokens.push({ kind: "word", text: text.toLowerCase(), start, depth });
    else tokens.push({ kind: "mark", text, start, depth });
    if (text === "(") depth++;
  }
  return tokens;
}

/** Why SQL is not one question, in a sentence; null when it may be one. What it really does, the database itself is asked. */
export function notAQuestion(tokens: readonly SqlToken[]): string | null {
  const first = tokens[0];
  if (!first) return "The query is empty.";
  if (first.kind !== "word" || !["select", "with", "values"].includes(first.text)) {
    return `A query begins with SELECT or WITH; this one begins with “${first.text.slice(0, 40)}”. Nothing can be changed here.`;
  }
  const end = tokens.findIndex(({ kind, text }) => kind === "mark" && text === ";");
  if (end >= 0 && tokens.slice(end).some(({ text }) => text !== ";")) {
    return "Only one query can be asked at a time.";
  }
  return null;
}

const AGGREGATES = new Set(
  `count sum total avg min max group_concat string_agg json_group_array json_group_object jsonb_group_array jsonb_group_object
  median percentile percentile_cont percentile_disc`.split(/\s+/),
);
/** Words after which a row of the result is not a row of the table. */
const COMBINES = new Set(
  `with distinct group having union intersect except join cross natural over window values`.split(" "),
);

/**
 * The same query with each row's line of the CSV file as one more column at the end, when every row of its result is a row of one
 * table; else null.
 */
export function withLines(sql: string, tokens: readonly SqlToken[]): string | null {
  if (tokens.filter(({ kind, text }) => kind === "word" && text === "select").length !== 1) return null;
  if (tokens.some((token, at) => token.kind === "word" && combines(token, tokens[at + 1]))) return null;
  const from = tokens.findIndex(({ kind, text, depth }) => kind === "word" && text === "from" && depth === 0);
  const rest = tokens.slice(Math.max(from, 0)).filter(({ depth }) => depth === 0);
  const comma = rest.findIndex(({ text }) => text === ",");
  const order = rest.findIndex(({ kind, text }) => kind === "word" && text === "order");
  // A comma between the table and the order joins another table.
  const joins = comma >= 0 && (order < 0 || comma < order);
  const before = tokens[from];
  if (!before || joins) return null;
  return `${sql.slice(0, before.start)}, _rowid_ ${sql.slice(before.start)}`;
}

function combines({ text }: SqlToken, next: SqlToken | undefined): boolean {
  return COMBINES.has(text) || (AGGREGATES.has(text) && next?.text === "(");
}

/** What changes no number: it counts, adds exactly, picks, or makes no number at all. */
const EXACT = new Set(
  `count sum total min max group_concat string_agg coalesce ifnull nullif iif lower upper trim ltrim rtrim substr substring
  length instr replace date time datetime strftime julianday typeof cast in exists values as and or not on over when then
  else where by having from select distinct filter between like limit union all except intersect with row_number rank
  dense_rank lag lead first_value last_value nth_value using is materialized recursive offset glob`.split(
    /\s+/,
  ),
);

/** Whether a query works numbers out in a way that floating point may round: arithmetic, or a function not known to be exact. */
export function calculates(tokens: readonly SqlToken[]): boolean {
  return tokens.some(({ kind, text }, at) => {
    const before = tokens[at - 1];
    if (kind === "word") return tokens[at + 1]?.text === "(" && !EXACT.has(text) && !tableOf(before);
    if (kind !== "mark" || !"+-*/%".includes(text)) return false;
    if (text === "*") return before !== undefined && !/^(?:select|distinct|all|\(|,|\.)$/.test(before.text);
    return true;
  });
}

/** A name before a parenthesis is a table's own (WITH sums(a, b) AS …) only after these. */
function tableOf(before: SqlToken | undefined): boolean {
  return before !== undefined && ["with", "recursive"].includes(before.text);
}
