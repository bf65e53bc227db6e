import type {
  CallBound,
  CallOutcome,
  CallStart,
  EndedCall,
  NewCall,
  ParkedCall,
  StepSuccess,
} from "#lib/domain/call.ts";
import type { NewApproval, OutputRequest } from "#lib/domain/approval.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Reused, StepError } from "#lib/domain/run.ts";
import type { FailedCheckAnswer } from "#lib/domain/policy.ts";
import type { SpendStop } from "#lib/domain/spend.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ModelAccess } from "#lib/models/port.ts";
import type { SpendCap } from "#lib/models/spend-cap.ts";
import type { Tool, ToolContext } from "#lib/tools/contract.ts";

/**
 * Records every call before it is made and when it ended; the ledger implements it. Both throw when the step is no longer
 * this worker's, and then the call must not be made.
 */
export type Recorder = {
  /**
   * Says to make the call, gives the outcome that a lost attempt had already recorded, or says at which spend cap it is stopped. `call`: 0
   * for the step's own tool; `bound`: what it may take at most.
   */
  begin: (call: NewCall, bound: CallBound) => Promise<CallStart>;
  finish: (callId: string, outcome: CallOutcome) => Promise<void>;
};

/** An earlier step as its dependents see it: one that was skipped or is not there has null as output. */
export type EarlierOutput = { title: string; output: Json };

/** One attempt of a step, with all it may read. */
export type ExecuteInput = {
  workspaceId: string;
  runId: string;
  step: Step;
  /** Of an item of a map: its place and value; such an attempt is one use of the map's tool. */
  item: { index: number; value: Json } | null;
  goal: GoalAnalysis | null;
  outputs: ReadonlyMap<StepId, EarlierOutput>;
  /** What the done-condition missed in the attempt before this one. */
  missing: readonly string[];
  /** The run whose result may be taken over; null: it must be done anew. */
  reuseFrom: string | null;
  /** Which tool to begin with: 0 the step's own, 1 and up its fallbacks. */
  firstCall: number;
  /** Hash of each tool's definition, as the run pinned it. */
  pinnedVersions: Readonly<Record<string, string>>;
};

/** A result of an earlier run that this one takes over. */
export type EarlierResult = { output: Json; summary: string; reused: Reused };

/** An output that a person has accepted. `note`: the sentence that says who. */
export type AcceptedOutput = {
  output: Json;
  summary: string;
  note: string;
  /** Whether a reviewer wrote it, in the place of what this tool had given. */
  written: boolean;
  tool: string;
  toolTitle: string;
};

/** What the executor reaches the world through. */
export type ExecutorPorts = {
  tools: ReadonlyMap<string, Tool>;
  /** Hash of each tool's definition as it is now. */
  toolVersions: ReadonlyMap<string, string>;
  recorder: Recorder;
  /** Aborts when the work must stop: the run is aborted, the step lost, the worker stopping. */
  signal: AbortSignal;
  /** The result that `reuseFrom` has under this key, when there is one. */
  earlierResult: (resultKey: string) => Promise<EarlierResult | null>;
  /** The workspace's models, of which there may be none. */
  asking: () => Promise<ModelAccess>;
  /** Shows a piece of a text that is being written; null: it begins anew. */
  write: (piece: string | null) => void;
  /** Arguments of this very call that the attempt before had filled in when it was lost or its output could not be judged; else null. */
  filledBefore: (call: Pick<NewCall, "call" | "tool" | "toolVersion">) => Promise<JsonObject | null>;
  /** The call that an earlier attempt left waiting and this one goes on with; null: there is none. */
  parkedBefore: () => Promise<ParkedCall | null>;
  /** The output that an earlier attempt gave and a person has accepted since, perhaps in other words; null: there is none. */
  acceptedBefore: () => Promise<AcceptedOutput | null>;
  /** What stands between a call and its being made. */
  gate: Gate;
  /** Of an attempt under spend caps: the one that it is stopped at, where it is (see lib/worker/attempt-spend.ts). Null: there are none. */
  spend: { stop: SpendStop | null; cap: SpendCap } | null;
  guardOutput: OutputGuard;
  guardWords: WordsGuard;
  /** The runs that a call with this key may start as parts of the step. */
  childRuns: (idempotencyKey: string) => ToolContext["runs"];
  now: () => Date;
  heartbeat: () => void;
  /** Takes the cause of a failure that no tool declared, for the log. */
  onUnexpected: (cause: unknown) => void;
} & Pick<ToolContext, "db" | "secret" | "http" | "log">;

/** A call as it is about to be made, its arguments literal. */
export type GatedCall = Pick<ExecuteInput, "workspaceId" | "runId" | "step" | "item" | "goal" | "missing"> & {
  recorded: NewCall;
  tool: Tool;
  /** The arguments as the tool's schema gives them. */
  parsed: unknown;
  origins: ToolContext["origins"];
};

/**
 * Whether a call may be made. `go`: with these arguments, which may be others than those asked for (edited by who approved it, or with a
 * secret hidden); `refuse`: not, and `error` says why; `hold`: not before people have approved it. `notes`: sentences for the step.
 */
export type GateVerdict =
  | { kind: "go"; args: JsonObject; notes: string[] }
  | { kind: "refuse"; error: StepError }
  | { kind: "hold"; approval: NewApproval; notes: string[] };

/**
 * What the workspace's rules say of an output: it goes on, with what had to be hidden hidden, or what is to be done about it. `notes`:
 * sentences for the step.
 */
export type GuardedOutput = { output: Json; notes: string[] } & (
  { passes: true } | { passes: false; error: StepError; answer: FailedCheckAnswer; findings: Finding[] }
);

/** Looks at what a call gave before anything is kept of it or reads it. */
export type OutputGuard = (
  output: Json,
  input: Pick<ExecuteInput, "step" | "goal">,
) => Promise<GuardedOutput>;

/** The guard of a workspace without rules. */
export const NO_GUARD: OutputGuard = (output) => Promise.resolve({ passes: true, output, notes: [] });

/**
 * Looks at what a tool says in words (why it failed, what came out, what it waits for) before anything is kept of it, shown, or told to a
 * model: gives it with what must not be in it hidden, and no longer than people read.
 */
export type WordsGuard = (said: string) => Promise<string>;

/** The guard of words in a workspace without rules. */
export const ANY_WORDS: WordsGuard = (said) => Promise.resolve(said);

/** Asked before each call is recorded; it decides by the workspace's rules. */
export type Gate = (call: GatedCall) => Promise<GateVerdict>;

/** The gate of a workspace without rules. */
export const OPEN_GATE: Gate = ({ recorded }) =>
  Promise.resolve({ kind: "go", args: recorded.args, notes: [] });

/** How an attempt ended. `calls`: those whose end is to be recorded together with it. */
export type StepOutcome =
  | StepSuccess
  /** The step's condition does not hold; `why` says so. */
  | { kind: "bypassed"; why: string }
  /** The step is a map, and this is its list. */
  | { kind: "expanded"; items: Json[] }
  /** `missing`: what its done-condition missed, when that is why it failed. */
  | {
      kind: "failed";
      error: StepError;
      notes: string[];
      calls: EndedCall[];
      missing: string[] | null;
      /** True when the workspace wants a replan because of it. */
      replan?: boolean;
    }
  /** Its call waits for something; the next attempt goes on with it. */
  | { kind: "parked"; parked: ParkedCall; notes: string[] }
  /** People must approve its call before it is made; the next attempt makes it. */
  | { kind: "held"; approval: NewApproval; notes: string[] }
  /** Its call, or a request to a model for it, does not fit under a spend cap; the next attempt begins it anew. */
  | { kind: "capped"; stop: SpendStop; notes: string[] }
  /** A person must look at its output, which did not pass a check; the next attempt hands on what was accepted. */
  | {
      kind: "questioned";
      request: Omit<OutputRequest, "output">;
      output: Json;
      notes: string[];
      calls: EndedCall[];
    }
  /** The signal told it to stop. */
  | { kind: "stopped" }
  /** A call that must not be repeated ended in a way that does not tell whether it happened. */
  | { kind: "unknown"; why: string };
