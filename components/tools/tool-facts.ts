import { resolveSchema, typesOf } from "#lib/domain/json-schema.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { meansTool, type Policy, type ToolPermission } from "#lib/domain/policy.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { permissionOf } from "#lib/guardrails/permission.ts";

/** What the policy says of a tool, whatever it is called with; `depends`: two calls of it may be treated differently. */
export type ToolPermit = ToolPermission | "depends";

/** @returns what calls of this tool need, as far as that can be said before anybody uses it */
export function permitOf(policy: Policy, tool: ToolSpec): ToolPermit {
  const args = Object.fromEntries(
    fieldsOf(tool.inputSchema).map(({ name }) => [name, { kind: "open" } as const]),
  );
  const { permission, certain } = permissionOf(policy, tool, args);
  return certain ? permission : "depends";
}

/** The rules of the policy that are about a tool, in their order; none: what it does to the world decides. */
export function rulesAbout(policy: Policy, tool: ToolSpec): Policy["tools"] {
  return policy.tools.filter(({ tools }) => meansTool(tools, tool.name));
}

/** A field of what a tool takes or gives. */
export type ToolField = { name: string; types: string; required: boolean; description: string | null };

/** The fields of a JSON Schema of an object, those that must be there first. */
export function fieldsOf(schema: JsonObject): ToolField[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([name, value]) => {
    const part = { schema: isObject(value) ? value : {}, root: schema };
    const { description } = resolveSchema(part).schema;
    return {
      name,
      types: typeWords(typesOf(part)),
      required: required.includes(name),
      description: typeof description === "string" ? description : null,
    };
  });
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

/** Six of the seven: whole numbers are numbers. */
const ALL_TYPES = 6;

function typeWords(types: ReadonlySet<string> | null): string {
  return types === null || types.size >= ALL_TYPES ? "anything" : [...types].join(" or ");
}

/** Where a tool's calls go, in a sentence. */
export function reachWords({ reaches }: Pick<ToolSpec, "reaches">): string {
  switch (reaches?.kind) {
    case undefined:
      return "Nowhere outside.";
    case "hosts":
      return `To ${reaches.hosts.join(", ")}.`;
    case "arguments":
      return `To the addresses in ${reaches.names.join(", ")}, as far as the policy allows them.`;
    case "any":
      return "Wherever it must, as far as the policy allows it.";
    case "service":
      return "To a service that whoever runs this installation chose.";
  }
}

/** The server that an MCP tool comes from; null: the tool is built in. */
export function serverOf({ name }: Pick<ToolSpec, "name">): string | null {
  const [family, server] = name.split(".");
  return family === "mcp" && server ? server : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
