"use client";

import { useRouter } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import { failureOf, getJson, unwrap } from "#components/shell/api.ts";
import { draftStore } from "#components/shell/draft-store.ts";
import { showToast } from "#components/ui/toast.tsx";
import { savePolicy } from "#lib/actions/save-policy.ts";
import type { Failure, Issue } from "#lib/domain/errors.ts";
import { mergeValues } from "#lib/domain/merge-values.ts";
import { Policy } from "#lib/domain/policy.ts";
import { PolicyView } from "#lib/domain/policy-view.ts";
import { checkDraft, draftOf, readDraft, writtenDraft, type PolicyDraft } from "./policy-draft.ts";

/** A policy with its number. */
type Numbered = { number: number; policy: Policy };

/** What is not saved yet: `typed` into the JSON view, for as long as nothing else has changed the draft. */
type Unsaved = { base: Numbered; draft: PolicyDraft; typed: string | null; summary: string };

const { keep, read } = draftStore<"policy", Unsaved>();

/** What somebody else saved meanwhile. `merged`: it with one's own changes; null where both changed the same. */
export type PolicyConflict = Numbered & { author: string; before: Policy; merged: Policy | null };

/** The draft that form and JSON view share, what is wrong with it, and how it is saved. */
export function usePolicyEditor(initial: PolicyView) {
  const router = useRouter();
  /** What the draft was made from. */
  const [base, setBase] = useState<Numbered>(
    () => read("policy")?.base ?? { number: initial.active, policy: initial.policy },
  );
  const [draft, setDraft] = useState<PolicyDraft>(() => read("policy")?.draft ?? draftOf(initial.policy));
  const [typed, setTyped] = useState(() => read("policy")?.typed ?? null);
  const [summary, setSummary] = useState(() => read("policy")?.summary ?? "");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** Whether saving was tried since the draft last was as it should be: what is unfinished is not complained of before. */
  const [tried, setTried] = useState(false);
  const [conflict, setConflict] = useState<PolicyConflict | null>(null);

  const unreadable = useMemo(() => {
    const read = typed === null ? null : readDraft(typed);
    return read === null || read.ok ? null : read.issues;
  }, [typed]);
  const checked = useMemo(() => checkDraft(draft), [draft]);
  const issues: Issue[] = unreadable ?? [...checked.issues, ...ofServer(failure)];
  const changed = unreadable !== null || writtenDraft(draft) !== writtenDraft(draftOf(base.policy));

  useEffect(() => {
    keep("policy", changed ? { base, draft, typed, summary } : null);
  }, [changed, base, draft, typed, summary]);

  function take(next: PolicyDraft, from: Numbered = base) {
    setDraft(next);
    setTyped(null);
    setBase(from);
    setFailure(null);
  }

  /** @param isSent whether what is in the form is what was saved, and nothing was written since */
  function settle(saved: Numbered, isSent: boolean) {
    if (isSent) {
      take(draftOf(saved.policy), saved);
      // Also where the page has been left meanwhile.
      keep("policy", null);
      setSummary("");
    } else {
      setBase(saved);
      setFailure(null);
    }
    setConflict(null);
    setTried(false);
    showToast(`Version ${saved.number} of the policy is in force.`);
    // The history is the page's to read.
    router.refresh();
  }

  async function send(policy: Policy): Promise<void> {
    const sent = read("policy");
    setBusy(true);
    setFailure(null);
    try {
      const { number } = await unwrap(savePolicy({ from: base.number, policy, summary }));
      const now = read("policy");
      settle({ number, policy }, now?.draft === sent?.draft && now?.typed === sent?.typed);
    } catch (error) {
      const failed = failureOf(error);
      if (failed.code !== "conflict" || !(await meet(policy))) setFailure(failed);
    } finally {
      setBusy(false);
    }
  }

  /** Makes an earlier policy the next version. */
  async function restore(earlier: number): Promise<void> {
    try {
      const { policy } = await readPolicy(earlier);
      const note = earlier === 0 ? "The default again" : `Version ${earlier} again`;
      const from = Math.max(base.number, initial.active);
      const { number } = await unwrap(savePolicy({ from, policy, summary: note }));
      settle({ number, policy }, true);
    } catch (error) {
      showToast(failureOf(error).message, "error");
      // What somebody else has saved since is in the history then.
      router.refresh();
    }
  }

  /** Looks what somebody else saved meanwhile. @returns whether that could be read */
  async function meet(mine: Policy): Promise<boolean> {
    try {
      const { active, policy, versions } = await readPolicy();
      const author = versions.find(({ number }) => number === active)?.author.name ?? "Somebody";
      const merged = Policy.safeParse(mergeValues(base.policy, mine, policy)?.value);
      const both = merged.success ? merged.data : null;
      setConflict({ number: active, policy, author, before: base.policy, merged: both });
      return true;
    } catch {
      return false;
    }
  }

  function save() {
    setTried(true);
    if (issues.length > 0 || !checked.policy) {
      setFailure({ code: "invalid", message: "The policy cannot be saved like this.", issues: [] });
    } else void send(checked.policy);
  }

  /** Goes on from what somebody else saved: with both, with one's own over it, or with theirs. */
  function resolve(choice: "both" | "mine" | "theirs") {
    if (!conflict) return;
    const { number, policy, merged } = conflict;
    const kept = choice === "theirs" ? policy : choice === "both" ? merged : null;
    take(kept ? draftOf(kept) : draft, { number, policy });
    setConflict(null);
    router.refresh();
  }

  return {
    base,
    draft,
    text: typed ?? writtenDraft(draft),
    issues,
    /** Why the form cannot show what stands in the JSON view. */
    unreadable,
    tried,
    changed,
    busy,
    failure,
    conflict,
    summary,
    setSummary,
    change: (changes: Partial<PolicyDraft>) => take({ ...draft, ...changes }),
    changeText: (next: string) => {
      const read = readDraft(next);
      if (read.ok) setDraft(read.draft);
      setTyped(next);
      setFailure(null);
    },
    undo: () => {
      take(draftOf(base.policy));
      setTried(false);
    },
    save,
    resolve,
    restore,
  };
}

export type PolicyEditor = ReturnType<typeof usePolicyEditor>;

/** Reads a version of the policy; left out: the one in force. */
export function readPolicy(number?: number, signal?: AbortSignal): Promise<PolicyView> {
  return getJson(`/api/policy${number === undefined ? "" : `?number=${number}`}`, PolicyView, signal);
}

/** What the server found wrong with the policy, as the draft names it. */
function ofServer(failure: Failure | null): Issue[] {
  return (failure?.issues ?? [])
    .filter(({ path }) => path[0] === "policy")
    .map(({ path, message }) => ({ path: path.slice(1), message }));
}
