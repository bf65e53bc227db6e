import type { Json } from "#lib/domain/json.ts";
import type { Argument, Arguments } from "#lib/domain/step.ts";
import { isObject } from "./field-shape.ts";

/** An argument as a list of arguments, however it is kept; null when it is not a list. */
export function listItems(argument: Argument | undefined): Argument[] | null {
  if (argument === undefined) return [];
  if (argument.kind === "list") return argument.items;
  if (argument.kind === "literal" && Array.isArray(argument.value)) return argument.value.map(literal);
  return null;
}

/** An argument as an object of arguments, however it is kept; null when it is not an object. */
export function objectProperties(argument: Argument | undefined): Arguments | null {
  if (argument === undefined) return {};
  if (argument.kind === "object") return argument.properties;
  if (argument.kind === "literal" && isObject(argument.value)) {
    return Object.fromEntries(Object.entries(argument.value).map(([name, value]) => [name, literal(value)]));
  }
  return null;
}

/** A list made of arguments; one value when no part of it is a reference. */
export function listOf(items: readonly Argument[]): Argument {
  const values = items.map(plainValue);
  if (values.every((value) => value !== undefined)) return literal(values);
  return { kind: "list", items: [...items] };
}

/** An object made of arguments; one value when no part of it is a reference. */
export function objectOf(properties: Arguments): Argument {
  const values = Object.entries(properties).map(([name, part]) => [name, plainValue(part)] as const);
  if (values.some(([, value]) => value === undefined)) return { kind: "object", properties };
  return literal(Object.fromEntries(values.map(([name, value]) => [name, value ?? null])));
}

/** Sets one named part, or takes it away. */
export function withPart(parts: Arguments, name: string, part: Argument | undefined): Arguments {
  const { [name]: _, ...rest } = parts;
  return part === undefined ? rest : { ...parts, [name]: part };
}

export function literal(value: Json): Argument {
  return { kind: "literal", value };
}

/** The value of an argument that holds no reference; undefined when it does. */
export function plainValue(argument: Argument): Json | undefined {
  switch (argument.kind) {
    case "literal":
      return argument.value;
    case "list": {
      const values = argument.items.map(plainValue);
      return values.every((value) => value !== undefined) ? values : undefined;
    }
    case "object": {
      const values = Object.entries(argument.properties).map(
        ([name, part]) => [name, plainValue(part)] as const,
      );
      if (values.some(([, value]) => value === undefined)) return undefined;
      return Object.fromEntries(values.map(([name, value]) => [name, value ?? null]));
    }
    default:
      return undefined;
  }
}
