"use client";

import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { showToast } from "#components/ui/toast.tsx";
import type { Result } from "#lib/domain/errors.ts";

/** Runs a verb on the planning; what comes of it arrives by the plan's stream. */
export function usePlanningVerb() {
  const [busy, setBusy] = useState(false);
  const act = async (verb: () => Promise<Result<void>>) => {
    setBusy(true);
    try {
      await unwrap(verb());
    } catch (error) {
      showToast(failureOf(error).message, "error");
    } finally {
      setBusy(false);
    }
  };
  return { busy, act };
}
