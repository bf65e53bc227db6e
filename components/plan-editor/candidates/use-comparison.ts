"use client";

import { useState } from "react";
import type { EditorStore } from "../store/store-contract.ts";
import type { Comparison } from "./comparison-context.ts";
import { useCandidates } from "./use-candidates.ts";

/**
 * The comparison of one editor. Nothing is fetched before a person opens it the first time.
 * @param wanted it opens by itself once the plan is drafted: the plan was asked for with others beside it
 */
export function useComparison(
  store: EditorStore,
  planId: string,
  { editable, drafted, wanted }: { editable: boolean; drafted: boolean; wanted: boolean },
): Comparison {
  const [wish, setWish] = useState<"open" | "when drafted" | "closed">(wanted ? "when drafted" : "closed");
  const [followed, setFollowed] = useState(wanted);
  const open = (wish === "open" && editable) || (wish === "when drafted" && drafted);
  const candidates = useCandidates(planId, { followed, shown: open, flush: () => store.flush() });
  return {
    open,
    setOpen: (next) => {
      setWish(next ? "open" : "closed");
      if (!next) return forgetWish();
      setFollowed(true);
      candidates.refresh();
    },
    candidates,
  };
}

/** A reload of the page is not another wish to compare. */
function forgetWish(): void {
  const address = new URL(window.location.href);
  if (!address.searchParams.has("compare")) return;
  address.searchParams.delete("compare");
  window.history.replaceState(null, "", address);
}
