"use client";

import { RunAddress } from "#components/run-view/run-address.ts";
import type { SharedView } from "#lib/domain/share.ts";
import { LinkEnded } from "./link-ended.tsx";
import { SharedPlanView } from "./shared-plan-view.tsx";
import { SharedRunView } from "./shared-run-view.tsx";
import { useLinkHolds } from "./use-link-holds.ts";

/** What a link shows to whoever has it: a plan's version or a finished run, to be looked at. It goes when the link ends. */
export function SharedPage({ token, view }: { token: string; view: SharedView }) {
  const holds = useLinkHolds(token);
  if (!holds) {
    return (
      <div className="flex flex-1" role="alert">
        <LinkEnded />
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
