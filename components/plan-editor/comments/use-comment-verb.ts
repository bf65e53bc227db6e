"use client";

import { useRef, useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import type { Result } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/new-id.ts";

/**
 * Sends one thing at a time about comments. Gives whether that is under way, and why the last could not be done.
 * @returns `run`: true when it was done. Each text has one key, so that a try after a lost answer says nothing twice
 */
export function useCommentVerb() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const key = useRef<{ text: string; key: string } | null>(null);

  async function run<T>(text: string, send: (key: string) => Promise<Result<T>>): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setError(null);
    if (key.current?.text !== text) key.current = { text, key: newId() };
    try {
      await unwrap(send(key.current.key));
      key.current = null;
      return true;
    } catch (cause) {
      const failure = failureOf(cause);
      setError(failure.issues[0]?.message ?? failure.message);
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { busy, error, clear: () => setError(null), run };
}
