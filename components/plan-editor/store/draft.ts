import { applyPatch } from "#lib/domain/apply-patch.ts";
import { describePatch } from "#lib/domain/describe-patch.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { Author, PlanGraph } from "#lib/domain/plan.ts";
import { applyPlanEvent } from "#lib/domain/reduce-events.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { joinPatches } from "./edit-history.ts";
import type { Unsaved } from "./pending-storage.ts";
import { rebasePending, replay, type Pending } from "./rebase-pending.ts";
import type { KeyedPatch, MergeNotice, SaveAnswer } from "./store-contract.ts";

/** What is to be sent next; `recovered` patches are of an earlier visit and stand on a rev of their own. */
export type SaveRequest = { baseRev: number; patches: KeyedPatch[]; recovered: boolean };

type Theirs = { rev: number; key: string; patch: PlanPatch; author: Author };

/** What one request may carry, by the service's schema. */
const MOST_PATCHES = 500;

/**
 * The draft as this editor has it: the server's latest state, the unacknowledged edits on top of it, and how the two are kept
 * together when either moves. Knows neither time nor network.
 */
export class Draft {
  /** The plan as the server last told it; its graph and rev are the saved ones. */
  base: PlanView;
  /** The saved graph with the pending edits. */
  graph: PlanGraph;
  pending: Pending[] = [];
  notice: MergeNotice | null = null;
  /** Keys of patches that the server makes for this person, with what undo calls them (null: what they do). */
  readonly own = new Map<string, string | null>();
  /** Told when one of them has come in: the graph before it and after it, and its name. */
  tookOwn: (before: PlanGraph, after: PlanGraph, name: string | null) => void = () => undefined;
  /** Edits of an earlier visit on a rev that is no longer the latest: which of them were saved only the server knows. */
  #recovered: Unsaved[] = [];
  /** The server is known to be ahead without our knowing its patches: the next request asks for them. */
  #behind = false;
  readonly #newKey: () => string;

  constructor(plan: PlanView, newKey: () => string) {
    this.base = plan;
    this.graph = plan.graph;
    this.#newKey = newKey;
  }

  get hasWork(): boolean {
    return this.pending.length > 0 || this.#recovered.length > 0 || this.#behind;
  }

  /** Everything unsaved, as it is to be kept for another visit. */
  get unsaved(): Unsaved[] {
    const patches = this.pending.map(({ key, patch }) => ({ key, patch }));
    return [...this.#recovered, { baseRev: this.base.rev, patches }];
  }

  /** Adds an edit that was found to apply; joined to the one before when both belong to one spell of typing. */
  add(patch: PlanPatch, graph: PlanGraph, coalesce: string | null): void {
    const last = this.pending.at(-1);
    this.graph = graph;
    if (last && !last.sent && coalesce !== null && last.coalesce === coalesce) {
      this.pending = [...this.pending.slice(0, -1), { ...last, patch: joinPatches(last.patch, patch) }];
    } else {
      this.pending = [...this.pending, { key: this.#newKey(), patch, sent: false, coalesce }];
    }
  }

  /** Takes back what an earlier visit left unsaved. */
  restore(unsaved: Unsaved[]): void {
    for (const left of unsaved) {
      if (left.baseRev === this.base.rev) this.#replayUnder(left.patches);
      else this.#recovered.push(left);
    }
  }

  /** @returns "gap" when events before this one are missing */
  receive(event: StreamEvent): "applied" | "gap" {
    const { body } = event;
    if (this.#behind && body.type === "plan.patched" && event.seq === this.base.seq + 1) {
      // The answer under way brings this patch too, and tells which of ours came before it.
      this.base = { ...this.base, seq: event.seq };
      return "applied";
    }
    const next = applyPlanEvent(this.base, event);
    if (next === "gap") return "gap";
    if (body.type !== "plan.patched" || next.rev === this.base.rev) this.base = next;
    else if (this.pending[0]?.key === body.key) this.#acknowledge(1, next);
    else this.#moveBase(next, [body]);
    return "applied";
  }

  replace(plan: PlanView): void {
    const seq = Math.max(plan.seq, this.base.seq);
    if (plan.rev <= this.base.rev) {
      const older = plan.seq < this.base.seq ? this.base : plan;
      const { versions, runs } = plan;
      this.base = { ...older, versions, runs, graph: this.base.graph, rev: this.base.rev, seq };
    } else if (this.pending.some((edit) => edit.sent)) {
      this.base = { ...plan, graph: this.base.graph, rev: this.base.rev, seq };
      this.#behind = true;
    } else {
      this.#moveBase({ ...plan, seq }, []);
    }
  }

  /** What to send now, or null when the server has everything. */
  nextRequest(): SaveRequest | null {
    const [left] = this.#recovered;
    if (left) return { ...left, patches: left.patches.slice(0, MOST_PATCHES), recovered: true };
    if (!this.hasWork) return null;
    this.pending = this.pending.map((edit, i) => (i < MOST_PATCHES ? { ...edit, sent: true } : edit));
    const patches = this.pending.slice(0, MOST_PATCHES).map(({ key, patch }) => ({ key, patch }));
    return { baseRev: this.base.rev, patches, recovered: false };
  }

  answered(request: SaveRequest, answer: SaveAnswer): void {
    if (request.recovered) this.#recover(request, answer);
    else if (answer.status === "conflict") this.#adopt(answer);
    else {
      const sent = new Set(request.patches.map(({ key }) => key));
      const firstUnsent = this.pending.findIndex(({ key }) => !sent.has(key));
      this.#acknowledge(firstUnsent < 0 ? this.pending.length : firstUnsent);
      this.#behind = this.base.rev < answer.rev;
    }
  }

  /** Gives up what the server refused of an earlier visit's edits, and says so. */
  dropRecovered(reason: string): void {
    const left = this.#recovered.shift();
    if (!left) return;
    const dropped = left.patches.map(({ patch }) => `${describePatch(this.graph, patch)}: ${reason}`);
    this.#tell({ authors: [], merged: [], conflicts: [], dropped });
  }

  discard(): void {
    this.pending = [];
    this.#recovered = [];
    this.graph = this.base.graph;
  }

  /** The server has the first pending edits: they become a part of the base (`next`, where an event has brought it). */
  #acknowledge(count: number, next?: PlanView): void {
    const done = this.pending.slice(0, count);
    this.pending = this.pending.slice(count);
    if (next) this.base = next;
    else {
      let graph = this.pending.length === 0 ? this.graph : this.base.graph;
      if (this.pending.length > 0) graph = replay(graph, done).graph;
      this.base = { ...this.base, graph, rev: this.base.rev + done.length };
    }
    // Both are equal then, and the one that is shown stays: an acknowledgement is no change to whoever compares objects.
    if (this.pending.length === 0) this.base = { ...this.base, graph: this.graph };
  }

  /** Others' patches came in: the base moves and the pending edits are merged onto it. */
  #moveBase(next: PlanView, theirs: readonly Omit<Theirs, "rev">[]): void {
    const before = this.graph;
    const key = theirs.length === 1 ? (theirs[0]?.key ?? "") : "";
    const name = this.own.get(key) ?? null;
    const own = this.own.delete(key);
    const hadPending = this.pending.length > 0 && !own;
    const rebased = rebasePending(
      { base: this.base.graph, mine: this.graph, theirs: next.graph },
      this.pending,
      this.#newKey,
    );
    if (hadPending) {
      this.#tell({ ...describeTheirs(this.base.graph, theirs), conflicts: rebased.conflicts, dropped: [] });
    }
    this.base = next;
    this.graph = rebased.graph;
    this.pending = rebased.pending;
    if (own) this.tookOwn(before, this.graph, name);
  }

  #adopt(answer: Extract<SaveAnswer, { status: "conflict" }>): void {
    this.#behind = false;
    const newer = answer.patches.filter(({ rev }) => rev > this.base.rev);
    let own = 0;
    while (own < newer.length && newer[own]?.key === this.pending[own]?.key) own += 1;
    this.#acknowledge(own);
    // Events may have brought more than the answer knew of.
    if (answer.rev <= this.base.rev) return;
    const theirs = newer.slice(own);
    const keys = new Set(theirs.map(({ key }) => key));
    const next = { ...this.base, graph: answer.graph, rev: answer.rev };
    if (!this.pending.some(({ key }) => keys.has(key))) {
      this.#moveBase(next, theirs);
      return;
    }
    // Ours lie between theirs (two tabs sent the same): what is left is applied again, not merged.
    const left = this.pending.filter(({ key }) => !keys.has(key));
    this.base = next;
    this.graph = next.graph;
    this.pending = [];
    this.#replayUnder(left);
  }

  #recover(request: SaveRequest, answer: SaveAnswer): void {
    const left = this.#recovered.shift();
    const saved = new Set(
      answer.status === "saved"
        ? request.patches.map(({ key }) => key)
        : answer.patches.map(({ key }) => key),
    );
    if (answer.status === "conflict") this.#adopt(answer);
    else this.#behind ||= this.base.rev < answer.rev;
    const known = new Set(this.pending.map(({ key }) => key));
    const rest = (left?.patches ?? []).filter(({ key }) => !saved.has(key) && !known.has(key));
    this.#replayUnder(rest);
  }

  /** Puts edits made earlier under the pending ones. */
  #replayUnder(earlier: readonly KeyedPatch[]): void {
    if (earlier.length === 0) return;
    const edits = earlier.map((edit) => ({ ...edit, sent: true, coalesce: null }));
    const { graph, pending, dropped } = replay(this.base.graph, [...edits, ...this.pending]);
    this.graph = graph;
    this.pending = pending;
    if (dropped.length > 0) this.#tell({ authors: [], merged: [], conflicts: [], dropped });
  }

  /** Adds to the notice that stands until a person dismisses it. */
  #tell(news: MergeNotice): void {
    const old = this.notice ?? { authors: [], merged: [], conflicts: [], dropped: [] };
    this.notice = {
      authors: [...new Set([...old.authors, ...news.authors])],
      merged: [...old.merged, ...news.merged],
      conflicts: [...old.conflicts, ...news.conflicts],
      dropped: [...old.dropped, ...news.dropped],
    };
  }
}

function describeTheirs(
  start: PlanGraph,
  patches: readonly Pick<Theirs, "patch" | "author">[],
): Pick<MergeNotice, "authors" | "merged"> {
  let graph = start;
  const merged = patches.map(({ patch }) => {
    const words = describePatch(graph, patch);
    const outcome = applyPatch(graph, patch);
    if (outcome.ok) graph = outcome.graph;
    return words;
  });
  return { authors: [...new Set(patches.map(({ author }) => author.name))], merged };
}
