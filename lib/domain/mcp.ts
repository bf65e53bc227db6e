import { z } from "zod";
import { Id } from "./ids.ts";
import { JsonObject } from "./json.ts";
import { SideEffect } from "./tool.ts";
import { line } from "./text.ts";

/** What a server is called within its workspace; it stands in the names of its tools. */
export const McpServerName = line("The name", 40).regex(
  /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/,
  "Write the name with small letters, digits and single hyphens: my-server.",
);

/** Names of tools that can stand in a plan and in a rule of the policy. */
const TOOL_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;
const LONGEST_NAME = 100;

/** The name that a server's tool has in plans; null when it cannot have one there. */
export function mcpToolName(server: string, tool: string): string | null {
  const name = `mcp.${server}.${tool}`;
  return TOOL_NAME.test(tool) && name.length <= LONGEST_NAME ? name : null;
}

/**
 * A tool as its server describes it, with all that decides what it does and what a model reads about it. What the server says of its
 * side effects are hints for the person who approves it, and decide nothing.
 */
export const McpDefinition = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  inputSchema: JsonObject,
  outputSchema: JsonObject.nullable(),
  hints: z.object({
    readOnly: z.boolean().nullable(),
    destructive: z.boolean().nullable(),
    idempotent: z.boolean().nullable(),
    openWorld: z.boolean().nullable(),
  }),
});
export type McpDefinition = z.infer<typeof McpDefinition>;

/**
 * How a tool stands: `new`: nobody has approved it; `approved`: it is what somebody approved; `changed`: its server now describes it
 * otherwise; `gone`: its server has it no longer. Only an approved one can be called.
 */
export const McpToolStatus = z.enum(["new", "approved", "changed", "gone"]);
export type McpToolStatus = z.infer<typeof McpToolStatus>;

/** How a tool stands, by the hashes of what its server offers and of what was approved. */
export function mcpStatusOf(offered: string | null, approved: string | null): McpToolStatus {
  if (offered === null) return "gone";
  if (approved === null) return "new";
  return offered === approved ? "approved" : "changed";
}

/** A tool as an owner sees it. `hash`: of what is offered, which is what an approval is for. */
export const McpToolView = z.object({
  name: z.string(),
  /** Its name in plans. */
  tool: z.string(),
  status: McpToolStatus,
  sideEffect: SideEffect,
  hash: z.string().nullable(),
  offered: McpDefinition.nullable(),
  approved: McpDefinition.nullable(),
  /** Why it cannot be used whoever approves it; null when it can. */
  problem: z.string().nullable(),
});
export type McpToolView = z.infer<typeof McpToolView>;

/** How reading a server's tools stands. */
export const McpServerState = z.enum(["reading", "ready", "failed"]);
export type McpServerState = z.infer<typeof McpServerState>;

/**
 * Where a server is: a command of the installation's configuration, which a workspace may only switch on by its name, or an address.
 * `secret`: the name of a secret that goes to it, in which header, after which words. `signIn`: an owner signs in there instead.
 */
export const McpPlace = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("command") }),
  z.object({
    kind: z.literal("http"),
    url: z.string(),
    secret: z.object({ name: z.string(), header: z.string(), prefix: z.string() }).nullable(),
    signIn: z.literal(true).optional(),
  }),
]);
export type McpPlace = z.infer<typeof McpPlace>;

/** Whether an owner signs in at a server, so that it knows who asks. */
export function isSignedInTo(place: McpPlace): boolean {
  return place.kind === "http" && place.signIn === true;
}

/**
 * The sign-in at a server as an owner sees it. `account`: who that is there, where the server says so; `until`: when it runs out, null when
 * it is renewed by itself or nobody knows; `problem`: why it ended, or why signing in did not work. `clientId`: the one that was entered.
 */
export const McpSignInView = z.object({
  signedIn: z.object({ account: z.string().nullable(), by: z.string(), at: z.iso.datetime() }).nullable(),
  until: z.iso.datetime().nullable(),
  problem: z.string().nullable(),
  clientId: z.string().nullable(),
});
export type McpSignInView = z.infer<typeof McpSignInView>;

/** A server as an owner sees it. */
export const McpServerView = z.object({
  id: Id,
  name: z.string(),
  place: McpPlace,
  enabled: z.boolean(),
  state: McpServerState,
  /** What went wrong when it was read, or what of it could not be taken over. */
  message: z.string().nullable(),
  /** What the server says it is: "example-servers/everything 2.0.0". */
  about: z.string().nullable(),
  readAt: z.iso.datetime().nullable(),
  /** Null: nobody signs in there. */
  signIn: McpSignInView.nullable(),
  tools: z.array(McpToolView),
});
export type McpServerView = z.infer<typeof McpServerView>;

/** All of a workspace's servers, and the names of the installation's that it could add. */
export const McpServersView = z.object({ servers: z.array(McpServerView), commands: z.array(z.string()) });
export type McpServersView = z.infer<typeof McpServersView>;

const HEADER = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;

/** Where an MCP server is reached, without what would put a secret into it. */
export const McpUrl = z
  .string()
  .trim()
  .max(500, "The address is longer than 500 characters.")
  .refine((text) => {
    const url = URL.parse(text);
    const plain = url !== null && url.username === "" && url.password === "" && url.hash === "";
    return plain && /^https?:$/.test(url.protocol);
  }, "Give an address that begins with https:// or http://, without a password in it.");

/** What goes along with each request to a server to prove who asks: a secret by its name, in this header, after this text. */
export const McpSecret = z.object({
  name: line("The secret's name", 200),
  header: line("The header", 100).regex(
    HEADER,
    "This is no name of a header. Authorization is the usual one.",
  ),
  prefix: z
    .string()
    .max(50, "What stands before the secret is longer than 50 characters.")
    .regex(/^[\x20-\x7e]*$/, "Only plain letters, digits and signs can stand before the secret."),
});
export type McpSecret = z.infer<typeof McpSecret>;

/** An optional text of one line; left empty, there is none. */
const optionalLine = (name: string, most: number) =>
  z
    .string()
    .trim()
    .max(most, `${name} is longer than ${most} characters.`)
    .regex(/^[\x20-\x7e]*$/, `${name} can only have plain letters, digits and signs.`)
    .transform((text) => (text === "" ? null : text));

/**
 * By what this installation is known where people sign in; left empty, it is registered there by itself. `clientSecret`: left empty beside
 * the same id, the stored one stays.
 */
export const McpClient = z
  .object({
    clientId: optionalLine("The client id", 500),
    clientSecret: optionalLine("The client secret", 2_000),
  })
  .refine(({ clientId, clientSecret }) => clientId !== null || clientSecret === null, {
    path: ["clientId"],
    message: "Enter the client id that the secret belongs to.",
  });
export type McpClient = z.infer<typeof McpClient>;
