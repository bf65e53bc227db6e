"use client";

import { Link2Off } from "lucide-react";
import { RunAddress } from "#components/run-view/run-address.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { SharedView } from "#lib/domain/share.ts";
import { SharedPlanView } from "./shared-plan-view.tsx";
import { SharedRunView } from "./shared-run-view.tsx";
import { useLinkHolds } from "./use-link-holds.ts";

/** What a link shows to whoever has it: a plan's version or a finished run, to be looked at. It goes when the link ends. */
export function SharedPage({ token, view }: { token: string; view: SharedView }) {
  const holds = useLinkHolds(token);
  if (!holds) {
    return (
      <div className="flex flex-1 items-center justify-center" role="alert">
        <h1 className="sr-only">The link has ended</h1>
        <EmptyState icon={<Link2Off aria-hidden="true" />} title="This link shows nothing any more">
          It ran out, or whoever made it ended it. Ask them for another one.
        </EmptyState>
      </div>
    );
  }
  // Where the reader has moved cards is kept in their browser, which needs no more of the token to tell links apart.
  const positionsKey = `share:${token.slice(0, 8)}`;
  return view.run ? (
    <RunAddress value={`/api/share/${token}`}>
      <SharedRunView view={view} run={view.run} positionsKey={positionsKey} />
    </RunAddress>
  ) : (
    <SharedPlanView view={view} positionsKey={positionsKey} />
  );
}
