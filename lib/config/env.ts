import { z } from "zod";

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const LogLevel = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info");

const DrainSeconds = wholeNumber(0, 3_600).default(30);

/** Names of models after their provider's kind; a model's own name may have colons ("compatible:llama3.1:8b"). */
const ModelList = z
  .string()
  .default("")
  .transform((text, context) =>
    text
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "")
      .map((entry) => {
        const [, kind, model] = /^(openai|anthropic|google|compatible):(.+)$/.exec(entry) ?? [];
        if (kind === undefined || model === undefined) {
          const message =
            "must name models like anthropic:claude-sonnet-4-5 (openai, anthropic, google or compatible)";
          context.addIssue({ code: "custom", message });
          return z.NEVER;
        }
        return { kind: kind as ModelKind, model: model.trim() };
      }),
  );
type ModelKind = "openai" | "anthropic" | "google" | "compatible";

/** Where models come from when a workspace connects none. All of it may be missing. */
const ModelVariables = {
  /** What stored secrets are encrypted with. */
  PLANWRIGHT_ENCRYPTION_KEY: z
    .string({ error: "is not set; `npm start` makes one, or set at least 32 random characters" })
    .min(32, "must be at least 32 characters")
    .optional(),
  /** Models of workspaces that chose none: "anthropic:claude-sonnet-4-5, openai:gpt-4.1", the first first. */
  PLANWRIGHT_PLANNER_MODELS: ModelList,
  PLANWRIGHT_EXECUTOR_MODELS: ModelList,
  PLANWRIGHT_CHECKER_MODELS: ModelList,
  PLANWRIGHT_EMBEDDING_MODELS: ModelList,
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url().optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  GOOGLE_GENERATIVE_AI_API_KEY: z.string().optional(),
  GOOGLE_BASE_URL: z.url().optional(),
  /** Any server with OpenAI's chat completions: "http://localhost:11434/v1". */
  PLANWRIGHT_COMPATIBLE_BASE_URL: z.url().optional(),
  PLANWRIGHT_COMPATIBLE_API_KEY: z.string().optional(),
};
const ModelEnv = z.object(ModelVariables);
/** The part of the environment that is about models. */
export type ModelEnv = z.infer<typeof ModelEnv>;

/** Hosts or addresses with their ports: "127.0.0.1:8888, searxng:8080, [::1]:9000". */
const LocalAddresses = z
  .string()
  .default("")
  .transform((text, context) => {
    const entries = text
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "");
    if (entries.every((entry) => /^([a-z0-9._-]+|\[[0-9a-f:.]+\]):\d{1,5}$/i.test(entry))) return entries;
    context.addIssue({ code: "custom", message: "must name addresses with ports like 127.0.0.1:8888" });
    return z.NEVER;
  });

/** How tools reach the outside. All of it may be missing. */
const OutboundVariables = {
  /** Loopback and private addresses that tools may reach where a policy allows the host. */
  PLANWRIGHT_OUTBOUND_ALLOW: LocalAddresses,
  /** Who `web.search` asks: the first of these that is set, in this order. */
  TAVILY_API_KEY: z.string().optional(),
  TAVILY_BASE_URL: z.url().default("https://api.tavily.com"),
  BRAVE_API_KEY: z.string().optional(),
  BRAVE_BASE_URL: z.url().default("https://api.search.brave.com"),
  SEARXNG_BASE_URL: z.url().optional(),
};
const OutboundEnv = z.object(OutboundVariables);
/** The part of the environment that is about how tools reach the outside. */
export type OutboundEnv = z.infer<typeof OutboundEnv>;

/** A server that the installation starts itself: a command with its arguments, its own environment and its folder. */
const McpCommand = z.strictObject({
  command: z.string().min(1).max(1_000),
  args: z.array(z.string().max(10_000)).max(100).default([]),
  env: z.record(z.string().max(200), z.string().max(10_000)).default({}),
  cwd: z.string().max(4_000).optional(),
});
export type McpCommand = z.infer<typeof McpCommand>;

const MCP_SHAPE =
  'must be JSON like {"files": {"command": "npx", "args": ["-y", "some-server"], "env": {}}}, with small letters, digits and hyphens as names';

/** MCP servers that are processes, by name, in the form that other programs have under `mcpServers`. */
const McpCommands = z
  .string()
  .default("{}")
  .transform((text, context) => {
    const parsed = z
      .record(
        z
          .string()
          .regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/)
          .max(40),
        McpCommand,
      )
      .safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: "custom", message: MCP_SHAPE });
    return z.NEVER;
  });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const McpReadMinutes = wholeNumber(0, 43_200).default(60);

/** Which MCP servers the installation starts, and how often it reads all of them. Only here can a command be named: never in a workspace's data. */
const McpVariables = {
  PLANWRIGHT_MCP_SERVERS: McpCommands,
  /** After how many minutes a server's tools are read again without anybody's asking; 0: never. */
  PLANWRIGHT_MCP_READ_MINUTES: McpReadMinutes,
};
const McpEnv = z.object(McpVariables);

/** What the app reads from its environment. `npm start` sets the required ones; see docs/operations.md. */
const Env = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  DATABASE_URL: z
    .string({ error: "is not set; `npm start` sets it, or give the address of a Postgres database" })
    .regex(/^postgres(ql)?:\/\//, "must start with postgresql://"),
  DATABASE_POOL_SIZE: wholeNumber(2, 200).default(10),
  /** How many steps one worker program carries out at the same time. */
  WORKER_CONCURRENCY: wholeNumber(1, 200).default(8),
  /** How long a worker that is told to stop lets its steps end before it gives them back. */
  WORKER_DRAIN_SECONDS: DrainSeconds,
  NEXTAUTH_SECRET: z
    .string({ error: "is not set; `npm start` makes one, or set at least 32 random characters" })
    .min(32, "must be at least 32 characters")
    .optional(),
  NEXTAUTH_URL: z.url().optional(),
  PLANWRIGHT_SETUP_CODE: z.string().min(8).optional(),
  LOG_LEVEL: LogLevel,
  ...ModelVariables,
  ...OutboundVariables,
  ...McpVariables,
});
/** The parsed environment. */
export type Env = z.infer<typeof Env>;

/**
 * Parses an environment, treating an empty value as not set.
 * @throws Error that names every variable at fault and what it must be; never repeats a value, which may be a secret.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  return parse(Env, source);
}

function parse<S extends z.ZodType>(
  schema: S,
  source: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(`The environment is not complete:\n${faults.join("\n")}`);
}

let cached: Env | undefined;

/**
 * The process's environment, parsed once at first use (not at import, because `next build` loads modules without one).
 * @throws Error as {@link parseEnv} does.
 */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

let cachedModels: ModelEnv | undefined;

/** As {@link env}, only what is about models: a program that was given its database otherwise has these all the same. */
export function modelEnv(): ModelEnv {
  cachedModels ??= parse(ModelEnv, process.env);
  return cachedModels;
}

/** As {@link parseEnv}, only what is about how tools reach the outside. */
export function parseOutboundEnv(source: Readonly<Record<string, string | undefined>>): OutboundEnv {
  return parse(OutboundEnv, source);
}

let cachedOutbound: OutboundEnv | undefined;

/** As {@link env}, only what is about how tools reach the outside. */
export function outboundEnv(): OutboundEnv {
  cachedOutbound ??= parseOutboundEnv(process.env);
  return cachedOutbound;
}

let cachedMcp: z.infer<typeof McpEnv> | undefined;

/** The MCP servers that the installation starts itself, by name. */
export function mcpCommands(): Readonly<Record<string, McpCommand>> {
  cachedMcp ??= parse(McpEnv, process.env);
  return cachedMcp.PLANWRIGHT_MCP_SERVERS;
}

/** After how many minutes MCP servers are read again, 0: never; the default when it is missing or wrong, as {@link drainSeconds}. */
export function mcpReadMinutes(): number {
  return McpReadMinutes.catch(60).parse(process.env["PLANWRIGHT_MCP_READ_MINUTES"] || undefined);
}

/** How long a worker may take to end its steps; the default when it is missing or wrong, which the worker itself then says. */
export function drainSeconds(): number {
  return DrainSeconds.catch(30).parse(process.env["WORKER_DRAIN_SECONDS"] || undefined);
}

/** The wanted log level; "info" when it is missing or wrong, so that a faulty environment can still be logged. */
export function logLevel(): z.infer<typeof LogLevel> {
  return LogLevel.catch("info").parse(process.env["LOG_LEVEL"]);
}

/** What a process needs of the environment that must know nothing else of ours: Windows cannot start one without its own folder. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const root = process.env["SystemRoot"];
  return { NODE_ENV: "production", ...(root !== undefined && { SystemRoot: root }) };
}
