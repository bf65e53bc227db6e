import type { Finding } from "#lib/domain/finding.ts";
import type { Day, GoalAnalysis, PlanQuestion } from "#lib/domain/goal.ts";
import type { SavedPlaybook } from "#lib/domain/playbook.ts";
import type { ModelSpend } from "#lib/domain/model.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { FailedTry, ModelRequest } from "#lib/models/port.ts";
import type { DraftedStep } from "./drafted-step.ts";

/** A document that the workspace has, as far as planning needs to know it. */
export type KnownDocument = { name: string; title: string; kind: string };

/** What the workspace did before that is close to a goal: playbooks with their steps' titles, and plans with how they went. */
export type Recollection = {
  playbooks: { title: string; description: string; steps: string[] }[];
  plans: { goal: string; steps: string[]; outcome: string }[];
};

/** What a drafter drafts from. */
export type DraftRequest = {
  analysis: GoalAnalysis;
  today: Day;
  /** The steps that the goal spells out, a playbook's id (built in or among `playbooks`), or the generic plan. */
  source: { kind: "explicit" } | { kind: "playbook"; playbookId: string } | { kind: "generic" };
  tools: readonly ToolSpec[];
  documents: readonly KnownDocument[];
  /** Files that came with the goal. */
  attachments: readonly { name: string; content: string }[];
  /** Questions that were asked before planning, with the person's answers. */
  answers: readonly [question: string, answer: string][];
  recollection: Recollection;
  /** The workspace's own playbooks. */
  playbooks: readonly SavedPlaybook[];
  /** What all asking for one planning may cost together, and tokens that one answer may have. */
  budget: ModelRequest["budget"];
  /** What is special about this draft ("as cheap as possible"), or null. */
  variant: string | null;
  signal: AbortSignal;
};

/** What asking a model took, and which one answered; null when none did. */
export type Asked = { spend: ModelSpend; provider: string | null; model: string | null; failed: FailedTry[] };

/**
 * What a drafter gives: steps one by one, each after those it depends on; remarks for the person; what it took for granted; what
 * models took. After `restart` all steps so far are void.
 */
export type Drafted =
  | { kind: "step"; step: DraftedStep }
  | { kind: "restart" }
  | { kind: "remark"; text: string }
  | { kind: "assumption"; text: string }
  | ({ kind: "asked" } & Asked);

/** What a round of mending gave. */
export type Repaired = { patch: PatchOperation[] | null; asked: Asked | null; remark: string | null };

/** Whatever can draft a plan: the built-in planner, or a model. */
export type Drafter = {
  name: string;
  version: string;
  /** How many rounds of mending it has. */
  rounds: number;
  /** What it would like to know before it drafts: three questions at most. */
  questions: (request: DraftRequest) => Promise<{ questions: PlanQuestion[]; asked: Asked | null }>;
  /** @throws DraftFault, ModelError when it cannot; the signal's reason */
  draft: (request: DraftRequest) => AsyncIterable<Drafted>;
  /** A patch that mends what a check found, or null when it knows none. `round` counts from 1. */
  repair: (
    request: DraftRequest,
    graph: PlanGraph,
    findings: readonly Finding[],
    round: number,
  ) => Promise<Repaired>;
};
