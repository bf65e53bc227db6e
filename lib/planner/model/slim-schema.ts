import type { Json, JsonObject } from "#lib/domain/json.ts";

/** What a schema says in these keywords is values, not schemas. */
const VALUES = new Set(["enum", "const", "default", "examples", "required"]);
/** These hold schemas by name. */
const BY_NAME = new Set(["properties", "$defs", "definitions"]);

/**
 * A tool's schema as a model needs it to plan with: without what says nothing to it (the dialect, that nothing else may be there, the
 * expression behind a format, the bounds of whole numbers as such). Every request to plan carries the schemas of all tools, which this
 * makes a fifth shorter; values are checked by the whole schema all the same.
 */
export function slimSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(slimSchema);
  if (!isObject(schema)) return schema;
  const kept: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (saysNothing(keyword, value, schema)) continue;
    if (VALUES.has(keyword)) kept[keyword] = value;
    else if (BY_NAME.has(keyword) && isObject(value)) kept[keyword] = eachOf(value);
    else kept[keyword] = slimSchema(value);
  }
  return kept;
}

function saysNothing(keyword: string, value: Json, schema: JsonObject): boolean {
  switch (keyword) {
    case "$schema":
      return true;
    case "additionalProperties":
      return value === false;
    case "pattern":
      return schema["format"] !== undefined;
    case "minimum":
    case "maximum":
      return typeof value === "number" && Math.abs(value) === Number.MAX_SAFE_INTEGER;
    case "propertyNames":
      return isObject(value) && Object.keys(value).length === 1 && value["type"] === "string";
    default:
      return false;
  }
}

function eachOf(schemas: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, slimSchema(one)]));
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
