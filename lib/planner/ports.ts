import type { Finding } from "#lib/domain/finding.ts";
import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { DraftedStep } from "./drafted-step.ts";

/** A document that the workspace has, as far as planning needs to know it. */
export type KnownDocument = { name: string; title: string; kind: string };

/** What a drafter drafts from. */
export type DraftRequest = {
  analysis: GoalAnalysis;
  today: Day;
  /** The steps that the goal spells out, a playbook's id, or the generic plan. */
  source: { kind: "explicit" } | { kind: "playbook"; playbookId: string } | { kind: "generic" };
  tools: readonly ToolSpec[];
  documents: readonly KnownDocument[];
  signal: AbortSignal;
};

/** What a drafter gives: steps one by one, each after those it depends on, and remarks for the person. */
export type Drafted = { kind: "step"; step: DraftedStep } | { kind: "remark"; text: string };

/** Whatever can draft a plan: the built-in planner, later a model. */
export type Drafter = {
  name: string;
  version: string;
  draft: (request: DraftRequest) => AsyncIterable<Drafted>;
  /** A patch that mends what a check found, or null when it knows none. */
  repair: (
    request: DraftRequest,
    graph: PlanGraph,
    findings: readonly Finding[],
  ) => Promise<PatchOperation[] | null>;
};
