"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { failureOf } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { PolicyView } from "#lib/domain/policy-view.ts";
import { DiffView } from "#components/ui/diff-view.tsx";
import { draftOf, writtenDraft } from "./policy-draft.ts";
import { readPolicy, type PolicyEditor } from "./use-policy-editor.ts";

/** The versions of the policy, the latest first: who made them when, what each changed, and the way back to one. */
export function PolicyVersions({
  view: { active, versions },
  changed,
  onRestore,
}: {
  view: PolicyView;
  /** Something is not saved, which a restored version takes the place of. */
  changed: boolean;
  onRestore: PolicyEditor["restore"];
}) {
  const [shown, setShown] = useState<number | null>(null);
  const [restoring, setRestoring] = useState<number | null>(null);
  if (versions.length === 0) return null;
  const about = (number: number) => ({
    isActive: number === active,
    isShown: number === shown,
    onShow: () => setShown(number === shown ? null : number),
    onRestore: () => setRestoring(number),
  });
  return (
    <section aria-label="Versions" className="rounded-lg border bg-surface p-4">
      <h2 className="font-semibold">Versions</h2>
      <ol className="mt-2 divide-y">
        {versions.map(({ number, author, summary, createdAt }) => (
          <Version key={number} number={number} {...about(number)}>
            <span className="min-w-0 flex-1 wrap-anywhere">{summary || "No note"}</span>
            <span className="text-muted">
              {author.name}, <Moment at={createdAt} />
            </span>
          </Version>
        ))}
        {versions.at(-1)?.number === 1 && (
          <Version number={0} {...about(0)}>
            <span className="min-w-0 flex-1 text-muted">Comes with this installation</span>
          </Version>
        )}
      </ol>
      <ConfirmDialog
        open={restoring !== null}
        onOpenChange={(open) => !open && setRestoring(null)}
        title={`Make ${nameOf(restoring ?? 0).toLowerCase()} the next version?`}
        description={
          changed
            ? "It is in force at once. What you changed here and have not saved is lost."
            : "It is in force at once."
        }
        confirmLabel="Restore"
        danger={changed}
        onConfirm={() => onRestore(restoring ?? 0)}
      />
    </section>
  );
}

function Version({
  number,
  isActive,
  isShown,
  onShow,
  onRestore,
  children,
}: {
  number: number;
  isActive: boolean;
  isShown: boolean;
  onShow: () => void;
  onRestore: () => void;
  children: ReactNode;
}) {
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="tabular-nums">{nameOf(number)}</span>
        {isActive && <Badge tone="accent">In force</Badge>}
        {children}
        <span className="flex gap-1">
          {number > 0 && (
            <DisclosureButton open={isShown} onToggle={onShow}>
              What it changed<span className="sr-only"> in version {number}</span>
            </DisclosureButton>
          )}
          {!isActive && (
            <Button
              size="small"
              variant="ghost"
              aria-label={`Restore ${nameOf(number).toLowerCase()}`}
              onClick={onRestore}
            >
              Restore
            </Button>
          )}
        </span>
      </div>
      {isShown && <Changes number={number} />}
    </li>
  );
}

/** What made the version before this one. */
function Changes({ number }: { number: number }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["policy", number],
    queryFn: ({ signal }) => Promise.all([readPolicy(number - 1, signal), readPolicy(number, signal)]),
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <ErrorNote message={failureOf(error).message} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="mt-2 h-24" />;
  const [before, after] = data;
  return (
    <div className="mt-2">
      <DiffView
        before={writtenDraft(draftOf(before.policy))}
        after={writtenDraft(draftOf(after.policy))}
        label={`What version ${number} changed`}
      />
    </div>
  );
}

function nameOf(number: number): string {
  return number === 0 ? "The default" : `Version ${number}`;
}
