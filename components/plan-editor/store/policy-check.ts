import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Policy } from "#lib/domain/policy.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { SecretName } from "#lib/domain/secret.ts";
import type { StepAsk, StepAsks } from "#lib/domain/step-ask.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { Schedule } from "./store-contract.ts";

/** How long a person must pause before the policy is asked: it reads every text of the plan. */
const PAUSE = 200;

const NONE: Finding[] = [];

const NOBODY_ASKS: StepAsks = {};

/** What the policy says of the plan as it stands: the check that a run's start makes, here after each pause in the edits. */
export class PolicyCheck {
  /** What was found last; the same list until the next check finds something else. */
  findings: Finding[] = NONE;
  /** Which steps ask, as found last: the same object, and the same for each step, until that changes. */
  asks: StepAsks = NOBODY_ASKS;
  #policy: Policy;
  #secrets: readonly SecretName[] | null = null;
  readonly #tools: readonly ToolSpec[];
  readonly #schedule: Schedule;
  readonly #changed: () => void;
  #seen: { graph: PlanGraph; goal: GoalAnalysis | null } | null = null;
  #started = false;
  #cancel: (() => void) | null = null;
  /** Counts what was asked for, so that an answer about something older is let go. */
  #turn = 0;

  constructor(
    policy: Policy,
    tools: readonly ToolSpec[],
    ports: { schedule: Schedule; changed: () => void },
  ) {
    this.#policy = policy;
    this.#tools = tools;
    this.#schedule = ports.schedule;
    this.#changed = ports.changed;
  }

  /** This is the plan now. */
  look(graph: PlanGraph, goal: GoalAnalysis | null): void {
    this.#seen = { graph, goal };
    if (this.#started) this.#wait(PAUSE);
  }

  /** The plan is held to this policy from now on. */
  holdTo(policy: Policy): void {
    if (policy === this.#policy) return;
    this.#policy = policy;
    if (this.#started) this.#wait(0);
  }

  /** These are the workspace's secrets from now on; until they are known, nothing is said of them. */
  knowSecrets(secrets: readonly SecretName[]): void {
    if (sameJson(secrets, this.#secrets)) return;
    this.#secrets = secrets;
    if (this.#started) this.#wait(0);
  }

  /** Somebody looks at the plan. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#wait(0);
  }

  /** Nobody does any more. */
  stop(): void {
    this.#started = false;
    this.#turn++;
    this.#cancel?.();
    this.#cancel = null;
  }

  #wait(milliseconds: number): void {
    this.#cancel?.();
    const turn = ++this.#turn;
    this.#cancel = this.#schedule(milliseconds, () => {
      this.#cancel = null;
      void this.#check(turn);
    });
  }

  async #check(turn: number): Promise<void> {
    // Patterns and phone numbers need packages that the editor can be opened without.
    const { checkPlan } = await import("#lib/guardrails/check-plan.ts");
    if (turn !== this.#turn || !this.#seen) return;
    const { graph, goal } = this.#seen;
    const { findings, asks } = checkPlan(graph, this.#tools, goal, this.#policy, this.#secrets);
    const found = this.#keepAsks(asks);
    if (findings.length === 0 && this.findings.length === 0 && !found) return;
    this.findings = findings;
    this.#changed();
  }

  /** @returns whether they are others than before */
  #keepAsks(asks: ReadonlyMap<StepId, StepAsk>): boolean {
    const next = Object.fromEntries(
      Array.from(asks, ([id, ask]) => {
        const last = this.asks[id];
        return [id, last && sameJson(last, ask) ? last : ask];
      }),
    );
    if (sameJson(next, this.asks)) return false;
    this.asks = next;
    return true;
  }
}
