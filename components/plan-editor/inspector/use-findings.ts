"use client";

import { useMemo } from "react";
import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { useEditor, useEditorState } from "../editor-context.ts";

/** What is wrong with a step, in the order of the checks, and what a run would not take of it. */
export function useStepFindings(stepId: StepId): readonly Finding[] {
  const findings = useEditorState((state) => state.findings);
  const { refusals } = useEditor();
  return useMemo(
    () => [...refusals, ...findings].filter((finding) => finding.stepId === stepId),
    [findings, refusals, stepId],
  );
}

/**
 * The findings of one field.
 * @param inside also those of its parts: "args.sections" then has those of "args.sections.0.heading"
 */
export function findingsAt(findings: readonly Finding[], field: string, inside: boolean): Finding[] {
  return findings.filter(
    (finding) => finding.field === field || (inside && finding.field?.startsWith(`${field}.`)),
  );
}
