import type { Finding } from "#lib/domain/finding.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { SecretName } from "#lib/domain/secret.ts";
import type { StepAsks } from "#lib/domain/step-ask.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { Draft } from "./draft.ts";
import { PolicyCheck } from "./policy-check.ts";
import type { PlanChecks, Schedule } from "./store-contract.ts";

/** How long a person who types must pause before the plan is checked. */
const TYPING_PAUSE_MS = 150;

/** What was found, and of what: the plan's own faults, what the policy said, and both together. */
type Found = {
  graph: PlanGraph;
  analysis: GoalAnalysis | null;
  faults: readonly Finding[];
  said: readonly Finding[];
  findings: Finding[];
};

/** What is wrong with a draft, and what the policy says of it. */
export class DraftFindings {
  readonly #draft: Draft;
  readonly #tools: ToolSpec[];
  readonly #schedule: Schedule;
  readonly #changed: () => void;
  readonly #policyCheck: PolicyCheck;
  /** The graph as the page brought it, and what the server found of it. */
  readonly #first: { graph: PlanGraph; findings: readonly Finding[] | null };
  #validatePlan: PlanChecks["validatePlan"] | null;
  /** The graph as it was typed last, until the next pause. */
  #typed: PlanGraph | null = null;
  #cancelCheck: (() => void) | null = null;
  #found: Found;

  /** @param changed called when something else is found without an edit */
  constructor(
    draft: Draft,
    ports: {
      policy: Policy;
      tools: ToolSpec[];
      checks: PlanChecks | null;
      /** What the server found. */
      findings?: readonly Finding[];
      schedule: Schedule;
      changed: () => void;
    },
  ) {
    const { policy, tools, schedule, changed } = ports;
    this.#draft = draft;
    this.#tools = tools;
    this.#schedule = schedule;
    this.#changed = changed;
    this.#policyCheck = new PolicyCheck(policy, tools, { schedule, changed });
    this.#first = { graph: draft.graph, findings: ports.findings ?? null };
    this.#validatePlan = ports.checks?.validatePlan ?? null;
    this.#found = this.#check();
  }

  /** All findings: the same list until something else is found. */
  get findings(): Finding[] {
    return this.#found.findings;
  }

  get asks(): StepAsks {
    return this.#policyCheck.asks;
  }

  /** Takes in what checks the plan. */
  begin(validatePlan: PlanChecks["validatePlan"]): void {
    this.#validatePlan = validatePlan;
    const { graph, findings } = this.#first;
    // What the server found of the very same plan stands.
    if (findings === null || this.#draft.graph !== graph) this.#found = this.#check();
  }

  /**
   * Checks the draft where it is another than the one looked at last, and takes in what the policy said since.
   * @returns whether it was checked
   */
  update(): boolean {
    const { graph, base } = this.#draft;
    const current = this.#found.graph === graph && this.#found.analysis === base.analysis;
    const due = !current && graph !== this.#typed;
    if (due) this.#found = this.#check();
    if (this.#found.said !== this.#policyCheck.findings) {
      this.#found = { ...this.#found, ...this.#withPolicy(this.#found.faults) };
    }
    return due;
  }

  /** Of a large plan the check takes longer than a key press may; typing adds and removes no step, so what was found last may stand. */
  checkAtPause(): void {
    this.#typed = this.#draft.graph;
    this.#cancelCheck?.();
    this.#cancelCheck = this.#schedule(TYPING_PAUSE_MS, () => {
      this.#typed = null;
      this.#changed();
    });
  }

  /** Somebody looks at the plan: the policy is asked too. */
  start(): void {
    this.#policyCheck.start();
  }

  /** Nobody does any more. */
  stop(): void {
    this.#cancelCheck?.();
    this.#policyCheck.stop();
  }

  holdTo(policy: Policy): void {
    this.#policyCheck.holdTo(policy);
  }

  knowSecrets(secrets: readonly SecretName[]): void {
    this.#policyCheck.knowSecrets(secrets);
  }

  #check(): Found {
    const { graph, base } = this.#draft;
    const { analysis, equipment } = base;
    const faults =
      this.#validatePlan?.(graph, this.#tools, analysis, equipment) ?? this.#first.findings ?? [];
    this.#policyCheck.look(graph, analysis);
    return { graph, analysis, faults, ...this.#withPolicy(faults) };
  }

  /** What the policy said last may be of a step that is gone. */
  #withPolicy(faults: readonly Finding[]): Pick<Found, "said" | "findings"> {
    const { findings: said } = this.#policyCheck;
    const ids = new Set(this.#draft.graph.steps.map(({ id }) => id));
    const findings = [...faults, ...said.filter(({ stepId }) => stepId === null || ids.has(stepId))];
    return { said, findings };
  }
}
