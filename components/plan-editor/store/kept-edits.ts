import type { PlanPatch } from "#lib/domain/patch.ts";
import { browserStorage } from "./browser-ports.ts";
import type { Draft } from "./draft.ts";
import { keepUnsaved } from "./pending-storage.ts";
import type { PendingStorage, PlanChecks } from "./store-contract.ts";

/** Keeps a draft's unsaved edits in storage, under this tab's own name, so that they outlive the page. */
export class KeptEdits {
  /** Storage did not take what is unsaved; it is tried again with each change. */
  missing = false;
  /** Whether what was left there has come in; nothing is written over it before. */
  restored = false;
  readonly #draft: Draft;
  readonly #planId: string;
  readonly #tab: string;
  readonly #given: PendingStorage | null | undefined;
  /** What was written last: the patches' keys, and the last patch, which typing replaces under the same key. */
  #kept: { written: string; typing: PlanPatch | null } = { written: "[]", typing: null };

  /** @param ports `storage`: the browser's unless given, null for nowhere */
  constructor(
    draft: Draft,
    ports: { planId: string; tab: string; storage: PendingStorage | null | undefined },
  ) {
    this.#draft = draft;
    this.#planId = ports.planId;
    this.#tab = ports.tab;
    this.#given = ports.storage;
  }

  /** Gives the draft what earlier visits left. */
  restore(takeUnsaved: PlanChecks["takeUnsaved"]): void {
    this.restored = true;
    const place = this.#storage();
    if (place) this.#draft.restore(takeUnsaved(place, this.#planId));
  }

  /** Writes unsaved edits when they are not what was written last. */
  keep(): void {
    const { unsaved, pending } = this.#draft;
    const written = JSON.stringify(
      unsaved.map(({ baseRev, patches }) => [baseRev, patches.map(({ key }) => key)]),
    );
    const typing = pending.at(-1)?.patch ?? null;
    const current = written === this.#kept.written && typing === this.#kept.typing;
    if (!this.restored || (current && !this.missing)) return;
    const place = this.#storage();
    // Where the browser keeps nothing, edits still live in memory and are saved as ever.
    const stored = place !== null && keepUnsaved(place, this.#planId, this.#tab, unsaved);
    this.missing = !stored && unsaved.some(({ patches }) => patches.length > 0);
    if (!this.missing) this.#kept = { written, typing };
  }

  #storage(): PendingStorage | null {
    return this.#given === undefined ? browserStorage() : this.#given;
  }
}
