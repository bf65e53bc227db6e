import type { Argument } from "#lib/domain/step.ts";
import type { Json } from "#lib/domain/json.ts";
import { listOf, literal, objectOf } from "./argument-parts.ts";
import { isObject } from "./field-shape.ts";
import { fromTemplateText, toTemplateText } from "./template-text.ts";

/**
 * An argument as JSON text for what the form has no control for. References stand in it as texts: "{{step.path}}".
 */
export function toArgumentJson(argument: Argument | undefined): string {
  return argument === undefined ? "" : JSON.stringify(toValue(argument), null, 2);
}

function toValue(argument: Argument): Json {
  switch (argument.kind) {
    case "literal":
      return escapeTexts(argument.value);
    case "list":
      return argument.items.map(toValue);
    case "object":
      return Object.fromEntries(
        Object.entries(argument.properties).map(([name, part]) => [name, toValue(part)]),
      );
    default:
      return toTemplateText(argument);
  }
}

function escapeTexts(value: Json): Json {
  if (typeof value === "string") return toTemplateText(literal(value));
  if (Array.isArray(value)) return value.map(escapeTexts);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, escapeTexts(part)]));
  return value;
}

/** The argument that a JSON text means; undefined for an empty text, a sentence when it is not JSON. */
export function fromArgumentJson(
  text: string,
): { ok: true; argument: Argument | undefined } | { ok: false; message: string } {
  if (text.trim() === "") return { ok: true, argument: undefined };
  try {
    return { ok: true, argument: fromValue(JSON.parse(text) as Json) };
  } catch (error) {
    const detail = error instanceof SyntaxError ? ` ${error.message}.` : "";
    return { ok: false, message: `This is not valid JSON yet.${detail}` };
  }
}

function fromValue(value: Json): Argument {
  if (typeof value === "string") return fromTemplateText(value);
  if (Array.isArray(value)) return listOf(value.map(fromValue));
  if (isObject(value)) {
    return objectOf(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fromValue(part)])));
  }
  return literal(value);
}
