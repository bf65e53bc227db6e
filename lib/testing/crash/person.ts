import type { Db } from "#lib/db/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus, type StepRunView } from "#lib/domain/run.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { abortRun } from "#lib/services/abort-run.ts";
import { answerRequest } from "#lib/services/answer-request.ts";
import { pauseRun } from "#lib/services/pause-run.ts";
import { resumeRun } from "#lib/services/resume-run.ts";
import { retryStep } from "#lib/services/retry-step.ts";
import { settleStep } from "#lib/services/settle-step.ts";
import { skipStep } from "#lib/services/skip-step.ts";
import { ANSWER, type CrashOutput } from "./crash-args.ts";
import type { CrashPlan } from "./crash-plan.ts";
import type { OutsideTail } from "./outside-tail.ts";
import type { Random } from "./random.ts";

/** What a person did to a run. When the database died under it, nobody knows whether it was done: it is noted all the same. */
export type Deed = { at: number } & (
  | { kind: "pause" | "resume" | "abort" }
  | { kind: "retry"; stepId: string }
  | { kind: "answer"; stepId: string; approvalId: string }
  | { kind: "skip"; stepId: string; output: CrashOutput | null }
  | { kind: "settle"; stepId: string; attempt: number; outcome: "succeeded" | "failed" }
);
type Wish = Deed extends infer Each ? (Each extends Deed ? Omit<Each, "at"> : never) : never;

/** How often a person tries a step again before giving its output instead. */
const PATIENCE = 4;
const GIVEN: CrashOutput = { n: 4_242, items: [3, 1, 2], good: true };

/** The person who started a run and sees it through: says how unknown outcomes ended, tries again, skips, pauses, aborts. */
export class Person {
  readonly deeds: Deed[] = [];
  readonly #key: RunKey;
  readonly #plan: CrashPlan;
  readonly #random: Random;
  readonly #actor: Actor;
  readonly #began = Date.now();
  /** When a step that asks for a decision was first seen asking: the person takes a moment. */
  readonly #askedAt = new Map<string, number>();
  readonly #done = new Set<string>();

  constructor(key: RunKey, plan: CrashPlan, random: Random) {
    this.#key = key;
    this.#plan = plan;
    this.#random = random;
    this.#actor = { kind: "user", userId: newId(), workspaceId: key.workspaceId, role: "owner", name: "Ann" };
  }

  /**
   * Looks at the run once and does what it needs.
   * @returns the run's state as it was seen
   */
  async look(db: Db, outside: OutsideTail): Promise<RunStatus> {
    const { workspaceId, runId } = this.#key;
    const row = await db.run.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id: runId } },
      select: { status: true },
    });
    const status = RunStatus.parse(row.status);
    if (isRunOver(status)) return status;
    await this.#followScript(db, status);
    for (const view of await stepViews(db, this.#key)) {
      if (view.waitingFor === "answer") await this.#answer(db, view);
      else if (view.waitingFor === "decision") await this.#settle(db, outside, view);
      else if (view.status === "failed") await this.#mend(db, view);
    }
    return status;
  }

  async #followScript(db: Db, status: RunStatus): Promise<void> {
    const { pauses, abortsAt, skips } = this.#plan.script;
    const now = Date.now() - this.#began;
    if (abortsAt !== null && now > abortsAt && this.#first("abort")) await this.#do(db, { kind: "abort" });
    if (pauses && now > pauses.at && this.#first("pause")) await this.#do(db, { kind: "pause" });
    const resume = pauses && now > pauses.at + pauses.forMs && this.#done.has("pause");
    // Asked until it is no longer paused: a database that died may have swallowed the wish.
    if (resume && (status === "paused" || status === "pausing")) await this.#do(db, { kind: "resume" });
    for (const { stepId, at, output } of skips) {
      if (now > at && this.#first(`skip ${stepId}`)) await this.#do(db, { kind: "skip", stepId, output });
    }
  }

  async #settle(db: Db, outside: OutsideTail, { stepId, attempt }: StepRunView): Promise<void> {
    const asked = `${stepId} ${attempt}`;
    const since = this.#askedAt.get(asked);
    if (since === undefined) {
      this.#askedAt.set(asked, Date.now() + this.#random.int(0, 1_000));
    } else if (Date.now() > since) {
      const outcome = outside.happened(this.#key.runId, stepId, attempt) ? "succeeded" : "failed";
      await this.#do(db, { kind: "settle", stepId, attempt, outcome });
    }
  }

  async #answer(db: Db, { stepId, attempt }: StepRunView): Promise<void> {
    const { workspaceId, runId } = this.#key;
    const where = { workspaceId, runId, stepId, attempt, status: "pending" };
    const request = await db.approval.findFirst({ where, select: { id: true } });
    // It may have ended meanwhile.
    if (request) await this.#do(db, { kind: "answer", stepId, approvalId: request.id });
  }

  async #mend(db: Db, { stepId }: StepRunView): Promise<void> {
    const tries = this.deeds.filter((deed) => deed.kind === "retry" && deed.stepId === stepId).length;
    if (tries < PATIENCE) await this.#do(db, { kind: "retry", stepId });
    else await this.#do(db, { kind: "skip", stepId, output: GIVEN });
  }

  #first(what: string): boolean {
    if (this.#done.has(what)) return false;
    this.#done.add(what);
    return true;
  }

  /** Noted before it is done: an answer that never came may have been carried out. */
  async #do(db: Db, wish: Wish): Promise<void> {
    const deed: Deed = { ...wish, at: Date.now() };
    this.deeds.push(deed);
    try {
      await carryOut(db, this.#actor, this.#key.runId, wish);
    } catch (cause) {
      if (!(cause instanceof DomainError && cause.code === "conflict")) throw cause;
      // Too late: the run went on meanwhile, and nothing was changed.
      this.deeds.splice(this.deeds.indexOf(deed), 1);
    }
  }
}

async function carryOut(db: Db, actor: Actor, runId: string, wish: Wish): Promise<void> {
  const ctx = { actor, db };
  switch (wish.kind) {
    case "pause":
      return pauseRun({ ctx, input: { runId } });
    case "resume":
      await resumeRun({ ctx, input: { runId } });
      return;
    case "abort":
      await abortRun({ ctx, input: { runId } });
      return;
    case "retry":
      return retryStep({ ctx, input: { runId, stepId: wish.stepId } });
    case "skip":
      return skipStep({ ctx, input: { runId, stepId: wish.stepId, output: wish.output } });
    case "answer":
      return answerRequest({ ctx, input: { approvalId: wish.approvalId, answer: ANSWER } });
    case "settle":
      return settleStep({ ctx, input: { runId, stepId: wish.stepId, outcome: wish.outcome } });
  }
}
