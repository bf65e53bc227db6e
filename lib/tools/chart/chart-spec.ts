import type { Json, JsonObject } from "#lib/domain/json.ts";
import { ToolError } from "../contract.ts";

/** Parts of a specification, and levels of them within each other: more than any chart that a person can read. */
const MOST_PARTS = 5_000;
const MOST_LEVELS = 40;
const MARKS = new Set(
  `arc area bar boxplot circle errorband errorbar geoshape line point rect rule square text tick trail`.split(
    " ",
  ),
);
/** Keys that hold rows: what stands in them is data, whatever it is called. */
const DATA_KEYS = new Set(["values", "datasets"]);

/**
 * Looks a Vega-Lite specification over and puts the rows into it. It may load nothing and link to nothing.
 * @param rows null: the specification brings rows of its own
 * @throws ToolError `bad_input` that names the place
 */
export function specWithRows(spec: JsonObject, rows: readonly JsonObject[] | null): JsonObject {
  const { $schema, ...rest } = spec;
  if (typeof $schema === "string" && !$schema.includes("vega-lite")) {
    throw wrong("It must be a Vega-Lite specification; plain Vega is not drawn.");
  }
  const fields = new Map<string, string>();
  let transformed = false;
  let parts = 0;
  const open: { value: Json; at: string; level: number }[] = [{ value: rest, at: "", level: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, at, level } = next;
    if (typeof value !== "object" || value === null) continue;
    if (++parts > MOST_PARTS || level > MOST_LEVELS) throw wrong("It is too large or nested too deeply.");
    for (const [key, part] of Object.entries(value)) {
      const place = at === "" ? key : `${at}.${key}`;
      refuse(key, part, place);
      if (key === "transform") transformed = true;
      if (key === "field" && typeof part === "string") fields.set(part, place);
      if (!DATA_KEYS.has(key)) open.push({ value: part, at: place, level: level + 1 });
    }
  }
  if (rows !== null && !transformed) checkFields(fields, rows);
  // White, so that a dark page does not swallow dark axes.
  const whole: JsonObject = { background: "white", ...rest };
  return rows === null ? whole : { ...whole, data: { values: [...rows] } };
}

function refuse(key: string, part: Json, place: string): void {
  if (key === "url")
    throw wrong(`“${place}” would load something. A chart is drawn from the rows that it is given.`);
  if (key === "href") throw wrong(`“${place}” would be a link, which a chart cannot have.`);
  if (key !== "mark") return;
  const mark = typeof part === "object" && part !== null && !Array.isArray(part) ? part["type"] : part;
  if (mark === "image") throw wrong(`“${place}” would show pictures from elsewhere.`);
  if (typeof mark !== "string" || !MARKS.has(mark)) {
    throw wrong(`“${place}” names no mark that there is. The marks are ${[...MARKS].join(", ")}.`);
  }
}

/** A field that no row has would be drawn as nothing, without a word. One with a dot or bracket may reach into a row's value. */
function checkFields(fields: ReadonlyMap<string, string>, rows: readonly JsonObject[]): void {
  const known = new Set(rows.flatMap((row) => Object.keys(row)));
  if (known.size === 0) return;
  for (const [field, place] of fields) {
    if (known.has(field) || /[.[\]]/.test(field)) continue;
    const names = [...known].slice(0, 30).join(", ");
    throw wrong(
      `“${place}” names the field “${field.slice(0, 100)}”, which no row has. The fields are ${names}.`,
    );
  }
}

function wrong(message: string): ToolError {
  return new ToolError("bad_input", `The chart cannot be drawn. ${message}`);
}
