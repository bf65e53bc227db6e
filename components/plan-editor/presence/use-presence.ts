"use client";

import { useEffect, useRef, useState } from "react";
import { postJson } from "#components/shell/api.ts";
import { whenIdle } from "#components/shell/when-idle.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { newId } from "#lib/domain/new-id.ts";
import type { Presence } from "#lib/domain/presence.ts";

const presenceList = async () => (await import("#lib/domain/presence.ts")).PresenceList;

/** How often a tab says that it is there: seldom while nobody else is, often enough to follow the others. */
const ALONE_MS = 5_000;
const TOGETHER_MS = 1_000;

/**
 * Says which step is looked at here, at once when that changes, and learns where the others are. A tab that is not shown says nothing,
 * and is gone for the others after some seconds.
 * @param stepId the step that is selected, or null
 */
export function usePresence(planId: string, stepId: StepId | null): readonly Presence[] {
  const [others, setOthers] = useState<readonly Presence[]>([]);
  const [tab] = useState(newId);
  const alone = useRef(true);
  useEffect(() => {
    const stopped = new AbortController();
    let timer: number | undefined;
    const plan = () => {
      timer = window.setTimeout(() => void tell(), alone.current ? ALONE_MS : TOGETHER_MS);
    };
    async function tell() {
      if (!document.hidden) {
        try {
          const body = { tab, stepId };
          const said = await postJson(
            `/api/plans/${planId}/presence`,
            body,
            presenceList,
            AbortSignal.any([stopped.signal, AbortSignal.timeout(ALONE_MS)]),
          );
          if (stopped.signal.aborted) return;
          alone.current = said.others.length === 0;
          setOthers((last) => (same(last, said.others) ? last : said.others));
        } catch {
          // The editor itself says that the server cannot be reached; who else is there is then not known.
          if (stopped.signal.aborted) return;
          setOthers((last) => (last.length === 0 ? last : []));
        }
      }
      plan();
    }
    // A row of arrow keys goes before.
    const takeBack = whenIdle(() => void tell());
    return () => {
      takeBack();
      stopped.abort();
      window.clearTimeout(timer);
    };
  }, [planId, tab, stepId]);

  useEffect(() => {
    const leave = () => {
      const body = new Blob([JSON.stringify({ tab, stepId: null, here: false })], {
        type: "application/json",
      });
      navigator.sendBeacon(`/api/plans/${planId}/presence`, body);
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [planId, tab]);
  return others;
}

function same(a: readonly Presence[], b: readonly Presence[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => one.tab === b[i]?.tab && one.stepId === b[i].stepId && one.name === b[i].name)
  );
}
