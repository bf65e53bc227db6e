"use client";

import { useState } from "react";
import type { EditorStore } from "../store/store-contract.ts";
import type { Comparison } from "./comparison-context.ts";
import { useCandidates } from "./use-candidates.ts";

/**
 * The comparison of one editor. Nothing is fetched before a person opens it the first time.
 * @param wanted it opens by itself as soon as the plan can be edited: the plan was asked for with others beside it
 */
export function useComparison(
  store: EditorStore,
  planId: string,
  { editable, wanted }: { editable: boolean; wanted: boolean },
): Comparison {
  const [open, setOpen] = useState(wanted);
  const [opened, setOpened] = useState(wanted);
  const candidates = useCandidates(planId, opened, () => store.flush());
  return {
    open: open && editable,
    setOpen: (next) => {
      setOpen(next);
      if (next) setOpened(true);
    },
    candidates,
  };
}
