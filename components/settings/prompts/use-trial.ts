"use client";

import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { tryPrompt } from "#lib/actions/try-prompt.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { PromptName, PromptTrial } from "#lib/domain/prompt.ts";

/** A prompt tried against a plan's goal: whether it is under way, what came of it the last time, or why nothing did. */
export type Trial = { busy: boolean; result: PromptTrial | null; failure: Failure | null };

/** Tries a prompt by its version or its text, and keeps the outcome while the page shows something else. */
export function useTrial(
  name: PromptName,
): Trial & { run: (planId: string, prompt: { version: number } | { text: string }) => Promise<void> } {
  const [trial, setTrial] = useState<Trial>({ busy: false, result: null, failure: null });
  async function run(planId: string, prompt: { version: number } | { text: string }) {
    setTrial({ busy: true, result: null, failure: null });
    try {
      const result = await unwrap(tryPrompt({ name, planId, ...prompt }));
      setTrial({ busy: false, result, failure: null });
    } catch (error) {
      setTrial({ busy: false, result: null, failure: failureOf(error) });
    }
  }
  return { ...trial, run };
}
