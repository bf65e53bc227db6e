"use client";

import { useEffect, useRef, useState } from "react";
import { failureOf, postJson } from "#components/shell/api.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { PromptTrial, type PromptName } from "#lib/domain/prompt.ts";

/** A prompt tried against a plan's goal: whether it is under way, what came of it the last time, or why nothing did. */
export type Trial = { busy: boolean; result: PromptTrial | null; failure: Failure | null };

/** On which plan, with which prompt, and for the chat's prompt with which message. */
type Asked = { planId: string; message?: string } & ({ version: number } | { text: string });

const NONE: Trial = { busy: false, result: null, failure: null };

/**
 * Tries a prompt by its version or its text, and keeps the outcome while the page shows something else. `stop` gives it up, and so
 * does leaving the page.
 */
export function useTrial(name: PromptName): Trial & {
  run: (asked: Asked) => Promise<void>;
  stop: () => void;
} {
  const [trial, setTrial] = useState<Trial>(NONE);
  const running = useRef<AbortController | null>(null);
  const stop = () => running.current?.abort();
  useEffect(() => () => running.current?.abort(), []);
  async function run(asked: Asked) {
    stop();
    const own = new AbortController();
    running.current = own;
    setTrial({ ...NONE, busy: true });
    try {
      const result = await postJson("/api/prompts/try", { name, ...asked }, PromptTrial, own.signal);
      setTrial({ ...NONE, result });
    } catch (error) {
      if (running.current === own)
        setTrial(own.signal.aborted ? NONE : { ...NONE, failure: failureOf(error) });
    }
  }
  return { ...trial, run, stop };
}
