"use client";

import { useState } from "react";
import type { Failure, Result } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/new-id.ts";
import { failureOf, unwrap } from "./api.ts";
import { showToast } from "#components/ui/toast.tsx";

/**
 * Carries out a server action from a button: says which one is under way, and tells a failure.
 * @param afterwards runs when it is done, whatever the outcome: fetch anew what it may have changed.
 */
export function useVerb(afterwards: () => void) {
  const [busy, setBusy] = useState<string | null>(null);

  /**
   * @param action gets the click's own key, under which the server does it once however often it arrives
   * @param then gets what the server answered; gives "leaving" when another page is on its way, so that the button stays busy until it is there
   * @param refused gets a failure first; true: it is shown there, and needs no message of its own
   * @returns whether it succeeded
   */
  async function run<T>(
    name: string,
    action: (idempotencyKey: string) => Promise<Result<T>>,
    then?: (answer: T) => "leaving" | void,
    refused?: (failure: Failure) => boolean,
  ): Promise<boolean> {
    if (busy !== null) return false;
    setBusy(name);
    try {
      const answer = await unwrap(action(newId()));
      if (then?.(answer) !== "leaving") setBusy(null);
      return true;
    } catch (error) {
      setBusy(null);
      const failure = failureOf(error);
      if (refused?.(failure) !== true) showToast(failure.message, "error");
      return false;
    } finally {
      afterwards();
    }
  }

  return { busy, run };
}
