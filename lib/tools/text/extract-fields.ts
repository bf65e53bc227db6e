import { z } from "zod";
import { misfits } from "#lib/domain/fit-schema.ts";
import { schemaProblem, withoutFormats } from "#lib/domain/usable-schema.ts";
import { JsonObject, type Json } from "#lib/domain/json.ts";
import { linesOf } from "#lib/knowledge/chunk-document.ts";
import { asData } from "#lib/models/as-data.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { ModelError, type ModelAccess } from "#lib/models/port.ts";
import { ToolError, type ToolContext } from "../contract.ts";

/** What a model read: the fields, those that it says are not there, and which model it was. */
export type ReadFields = { fields: JsonObject; missing: string[]; model: string };

/** Most that one reading may cost, in millionths of a dollar, and tokens that it may answer with. */
const CAP_MICROS = 500_000;
const OUTPUT_TOKENS = 4_000;
const MOST_FIELDS = 50;

/**
 * The properties of a JSON Schema that says which fields to extract.
 * @throws ToolError `bad_input` when it cannot be used
 */
export function fieldsOf(schema: JsonObject): JsonObject {
  const problem = schemaProblem(JsonObject.parse(withoutFormats(schema)));
  if (problem !== null) throw new ToolError("bad_input", problem);
  const { properties } = schema;
  const names = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  if (names.length === 0) {
    throw new ToolError(
      "bad_input",
      "The schema names no fields: it needs “properties”, one for each field.",
    );
  }
  if (names.length > MOST_FIELDS) {
    throw new ToolError("bad_input", `The schema names ${names.length} fields; ${MOST_FIELDS} are the most.`);
  }
  return JsonObject.parse(properties);
}

/**
 * Has the executor model read fields out of a text. Each may be missing, whatever the schema requires: a model that must answer
 * invents.
 * @throws ToolError when no model could; a provider's passing trouble is retryable
 */
export async function readFields(
  text: string,
  properties: JsonObject,
  { models, prompt }: ModelAccess,
  { signal, missing: before }: Pick<ToolContext, "signal" | "missing">,
): Promise<ReadFields> {
  const names = Object.keys(properties);
  const asked: JsonObject = {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, part]) => [name, { anyOf: [part, { type: "null" }] }]),
    ),
    required: names,
    additionalProperties: false,
  };
  const again =
    before.length > 0
      ? `\nThe answer before this one was not good enough.\n${asData("what was missing in it", before.join(" "))}`
      : "";
  try {
    const { value, model } = await models.generateObject("executor", {
      purpose: "step.extract",
      messages: [
        { role: "system", text: prompt("step.extract").text },
        { role: "user", text: `${asData("text", text)}${again}` },
      ],
      signal,
      budget: { cap: spendCap(CAP_MICROS), outputTokens: OUTPUT_TOKENS },
      schema: schemaOf(asked),
      name: "fields",
    });
    const fields = Object.fromEntries(
      names.flatMap((name): [string, Json][] => {
        const given = value[name] ?? null;
        return given === null ? [] : [[name, given]];
      }),
    );
    const wrong = misfits(fields, JsonObject.parse(withoutFormats({ type: "object", properties })));
    if (wrong.length > 0)
      throw new ToolError("bad_output", `What the model read does not fit. ${wrong.join(" ")}`);
    return { fields, missing: names.filter((name) => !Object.hasOwn(fields, name)), model };
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new ToolError(`model_${cause.code}`, cause.message, { retryable: cause.passing, cause });
  }
}

function schemaOf(asked: JsonObject): z.ZodType<JsonObject> {
  try {
    return z.fromJSONSchema(asked) as z.ZodType<JsonObject>;
  } catch (cause) {
    throw new ToolError("bad_input", "The schema has a part that no model can be asked for.", { cause });
  }
}

/**
 * Where the values of fields stand in a text: the line of each that is there word for word, and the names of those that are not. A
 * list or object stands there when all in it does; what is true or false says nothing.
 */
export function placesOf(
  text: string,
  fields: JsonObject,
): { places: { field: string; line: number }[]; unsupported: string[] } {
  const lines = linesOf(text).map(plain);
  const places: { field: string; line: number }[] = [];
  const unsupported: string[] = [];
  for (const [field, value] of Object.entries(fields)) {
    const found = leaves(value).map((leaf) => lines.findIndex((line) => line.includes(leaf)));
    const first = found.find((at) => at >= 0);
    if (first !== undefined && !found.includes(-1)) places.push({ field, line: first + 1 });
    else if (found.length > 0) unsupported.push(field);
  }
  return { places, unsupported };
}

/** What does not count when words are compared: capitals, blanks, and the marks between a number's digits. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/(?<=\d)[,' \u00a0](?=\d{3}(?!\d))/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function leaves(value: Json): string[] {
  if (typeof value === "string") return plain(value) === "" ? [] : [plain(value)];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(leaves);
}
