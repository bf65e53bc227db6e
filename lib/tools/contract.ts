import { z } from "zod";
import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import type { Awaited, ParkedCall } from "#lib/domain/call.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { PromptName } from "#lib/domain/prompt.ts";
import type { ModelAccess } from "#lib/models/port.ts";
import type { SpendCap } from "#lib/models/spend-cap.ts";
import { FileEncoding } from "#lib/domain/file-content.ts";
import type { ManifestData } from "#lib/domain/manifest.ts";
import type { RunStatus } from "#lib/domain/run.ts";
import type { PlanVersionKey } from "#lib/domain/subplan.ts";
import { strongestOf } from "#lib/domain/tool-effects.ts";
import type { EffectByArgument, Reach, SideEffect, ToolSpec } from "#lib/domain/tool.ts";
import type { GuardedFetch } from "./http/guarded-fetch.ts";

/** What a tool gets besides its arguments. */
export type ToolContext = {
  workspaceId: string;
  runId: string;
  stepId: string;
  /** The goal the plan was made for; null when the plan has none. */
  goal: GoalAnalysis | null;
  /** Which parts of the arguments (by path) came from which earlier step's output. */
  origins: { path: (string | number)[]; stepId: string; stepTitle: string }[];
  /** The moment the call began; tools take the time from here, not from a clock. */
  now: Date;
  /** Aborts on timeout, abort of the run, or loss of the step; a tool must end within a second of it. */
  signal: AbortSignal;
  /** The same for every repeat of this very call. */
  idempotencyKey: string;
  /** Says that a long call is alive, for steps that set how long it may be silent. */
  heartbeat: () => void;
  /** What the step's done-condition missed in the attempt before this one; empty the first time. */
  missing: readonly string[];
  /** The workspace's models, of which there may be none. */
  asking: () => Promise<ModelAccess>;
  /** Shows a piece of a text that is being written; null: what was shown is void, it begins anew. */
  write: (piece: string | null) => void;
  db: Db;
  /** Covers what it asks models otherwise than through `asking`; left out: nothing does. */
  cap?: SpendCap;
  /** Of a call that had waited and goes on: what it left, and what came. */
  resumed: Pick<ParkedCall, "state" | "answer"> | null;
  /**
   * A secret of the workspace by its name, for the credentials of this very call.
   * @throws ToolError `no_secret` when there is none of that name
   */
  secret: (name: string) => Promise<Secret>;
  /**
   * Uses another tool only to read, under all rules that a call of it would be under.
   * @throws ToolError when it may not be used so
   */
  look: (tool: string, args: JsonObject) => Promise<Look>;
  /** Runs that this call starts as parts of its step. */
  runs: ChildRuns;
  /** The way outside: it goes only where this call may go. */
  http: GuardedFetch;
  log: Pick<Logger, "info" | "warn" | "error">;
};

/** How a run ended, and what each of its final steps gave, by the step's id, when it succeeded. */
export type ChildEnd = { status: RunStatus; reason: string | null; outputs: Record<string, Json> };

/** The runs that a call may start as parts of its step. */
export type ChildRuns = {
  /**
   * Starts one; a repeat of the call gets the same.
   * @throws ToolError when the plan's version cannot run like this
   */
  start: (version: PlanVersionKey) => Promise<{ runId: string; number: number }>;
  /** How it ended; null while it goes on. */
  end: (runId: string) => Promise<ChildEnd | null>;
};

/** What another tool gave that was used to look, or in what words it failed; and what it cost, or may have cost. */
export type Look = { costMicros: number } & (
  { kind: "gave"; output: Json } | { kind: "failed"; message: string }
);

/** A secret's value, and the hosts that it may be sent to. */
export type Secret = { value: string; hosts: readonly string[] };

/**
 * A failure that a tool declares. `code` is stable ("nothing_found", "not_configured", "over_budget", "bad_input", ...);
 * `retryable` says whether the same call may succeed later, `retryAfterSeconds` that it will not before.
 */
export class ToolError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | null;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "ToolError";
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/**
 * What a tool throws when nobody knows whether its call happened: it may have arrived, and no answer came. A call that must not be
 * repeated then waits for a person, who is shown this message.
 */
export class UnknownOutcome extends Error {
  constructor(message: string, options: { cause: unknown }) {
    super(message, options);
    this.name = "UnknownOutcome";
  }
}

/** What a tool returns: its output (fits the output schema), and one line that tells a person what came out. */
export type ToolResult<O> = { output: O; summary: string; costMicros?: number };

/**
 * What a tool returns instead when it must wait: what for, what it wants to go on from, and a sentence for a person. The step then holds
 * no worker; the tool is called again with the same arguments when what it waits for has come. `costMicros`: what it cost until here.
 */
export type Parking = { park: Awaited; state: Json; says: string; costMicros?: number };

/** How a call is undone: by which tool with which arguments, and what that does in a sentence for the person who approves it. */
export type Undo = { tool: string; args: JsonObject; says: string };

/** A tool's definition. Adding a tool is one file that exports `defineTool({...})`, named in the registry. */
export type Tool<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  name: string;
  title: string;
  description: string;
  input: I;
  output: O;
  /** The argument that is a JSON Schema of the output, which then is known better than by `output`. */
  outputFrom?: string;
  /** What a call does to the world; where that depends on an argument, by which and how. */
  sideEffect: SideEffect | EffectByArgument;
  timeoutSeconds: number;
  typicalSeconds: number;
  /** Millionths of a dollar a call, null when unknown. */
  costMicros: number | null;
  /** Of a tool that asks a model, where there is one: which, with which prompt, and how many tokens the answer usually has. */
  asks?: NonNullable<ToolSpec["asks"]> & { prompt: PromptName };
  /**
   * True when it reaches nothing outside its process and our database: such a call is recorded with its end only. Its side effect
   * must be `read`.
   */
  local?: boolean;
  /** Where its calls go; left out: nowhere outside. */
  reaches?: Reach;
  /** True when its calls may wait: then no other tool can look by it. */
  waits?: boolean;
  /** The argument that names another tool, which it uses to read, and the one with what that is given: a call costs what that look costs. */
  looksBy?: NonNullable<ToolSpec["looksBy"]>;
  /** True when its calls start runs: what those cost is counted in them. */
  startsRuns?: boolean;
  /** What of the workspace it reads. */
  reads?: readonly ManifestData[];
  /** True when what it gives comes from outside (web, another program, an uploaded text): it is marked as such. */
  outside?: boolean;
  /** Arguments that are a recipient, an address, an amount or a command: a marked value in one of them is a person's to look at. */
  sensitive?: readonly string[];
  /** Arguments that name a secret of the workspace; its value comes from `ToolContext.secret`. */
  secrets?: readonly string[];
  /** Why it cannot be used in this installation, or null. */
  unavailable: () => string | null;
  /** The call that undoes one of this tool, offered when a run is aborted; null when this one needs no undoing. */
  undo?: (args: z.output<I>, output: z.output<O>) => Undo | null;
  run: (args: z.output<I>, context: ToolContext) => Promise<ToolResult<z.input<O>> | Parking>;
};

/** The strongest that a call of this tool may do to the world. */
export function strongestEffect({ sideEffect }: Pick<Tool, "sideEffect">): SideEffect {
  return typeof sideEffect === "string" ? sideEffect : strongestOf(Object.values(sideEffect.of));
}

/** What a call of this tool with these arguments, as its schema gives them, does to the world. */
export function effectOf(tool: Pick<Tool, "sideEffect">, args: unknown): SideEffect {
  const { sideEffect } = tool;
  if (typeof sideEffect === "string") return sideEffect;
  const value = (args as JsonObject)[sideEffect.argument] ?? sideEffect.leftOut;
  return (typeof value === "string" ? sideEffect.of[value] : undefined) ?? strongestEffect(tool);
}

/** Keeps a definition's types while giving it the common shape that the registry holds. */
export function defineTool<I extends z.ZodType, O extends z.ZodType>(tool: Tool<I, O>): Tool {
  const { undo, run, ...rest } = tool;
  return {
    ...rest,
    ...(undo && {
      undo: (args: unknown, output: unknown) => undo(args as z.output<I>, output as z.output<O>),
    }),
    run: (args: unknown, context: ToolContext) => run(args as z.output<I>, context),
  };
}

/**
 * A file inside an output: outputs that make files carry `files: OutputFileContent[]` at their root. The content is text, or with
 * `encoding` bytes.
 */
export const OutputFileContent = z.object({
  name: z.string(),
  mediaType: z.string(),
  content: z.string(),
  encoding: FileEncoding.optional(),
});
export type OutputFileContent = z.infer<typeof OutputFileContent>;
