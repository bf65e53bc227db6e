"use client";

import { useEffect, useRef, useState } from "react";
import { failureOf, postJson } from "#components/shell/api.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { PromptTrial, type PromptName } from "#lib/domain/prompt.ts";

/** A prompt tried against a plan's goal: whether it is under way, what came of it the last time, or why nothing did. */
export type Trial = { busy: boolean; result: PromptTrial | null; failure: Failure | null };

const NONE: Trial = { busy: false, result: null, failure: null };

/**
 * Tries a prompt by its version or its text, and keeps the outcome while the page shows something else. `stop` gives it up, and so
 * does leaving the page.
 */
export function useTrial(name: PromptName): Trial & {
  run: (planId: string, prompt: { version: number } | { text: string }) => Promise<void>;
  stop: () => void;
} {
  const [trial, setTrial] = useState<Trial>(NONE);
  const running = useRef<AbortController | null>(null);
  const stop = () => running.current?.abort();
  useEffect(() => () => running.current?.abort(), []);
  async function run(planId: string, prompt: { version: number } | { text: string }) {
    stop();
    const own = new AbortController();
    running.current = own;
    setTrial({ ...NONE, busy: true });
    try {
      const result = await postJson("/api/prompts/try", { name, planId, ...prompt }, PromptTrial, own.signal);
      setTrial({ ...NONE, result });
    } catch (error) {
      if (running.current === own)
        setTrial(own.signal.aborted ? NONE : { ...NONE, failure: failureOf(error) });
    }
  }
  return { ...trial, run, stop };
}
