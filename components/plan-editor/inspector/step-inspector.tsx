"use client";

import { Copy, Lock, Trash2 } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import type { Step } from "#lib/domain/step.ts";
import { ArgumentsForm } from "../arguments/arguments-form.tsx";
import { duplicate } from "../duplicate.ts";
import { removeSteps } from "../edit-patches.ts";
import { CommentsSection } from "../comments/comments-section.tsx";
import { forgetDrafts } from "../drafts.ts";
import { useEditor } from "../editor-context.ts";
import type { LiveRun } from "../live-run/live-run.ts";
import { refocusSteps } from "../refocus.ts";
import { useTitleRequest } from "../title-request.ts";
import { AskNote } from "./ask-note.tsx";
import { DependenciesSection } from "./dependencies-section.tsx";
import { DoneSection } from "./done-section.tsx";
import { EstimateSection } from "./estimate-section.tsx";
import { FallbacksSection } from "./fallbacks-section.tsx";
import { FindingNotes } from "./finding-notes.tsx";
import { knownArguments } from "./known-arguments.ts";
import { RunsSection } from "./runs-section.tsx";
import { Section } from "./section.tsx";
import { ToolField } from "./tool-field.tsx";
import { TriesSection } from "./tries-section.tsx";
import { findingsAt, useStepFindings } from "./use-findings.ts";
import { useStepDraft } from "./use-step-draft.ts";

/** Everything about one step, each part with what the checks say about it. */
export function StepInspector({ step }: { step: Step }) {
  const { edit, editable, tools, live, drafts } = useEditor();
  const locked = live?.locked.has(step.id) ?? false;
  const findings = useStepFindings(step.id);
  const tool = tools.find((candidate) => candidate.name === step.tool);
  return (
    <>
      {locked && live && <LockNote live={live} />}
      <fieldset disabled={!editable || locked} className="min-w-0">
        <legend className="sr-only">Step {step.title}</legend>
        <Section title="Step" action={<StepActions step={step} />}>
          <FindingNotes findings={findings.filter((finding) => finding.field === null)} />
          <TitleField step={step} />
          <FindingNotes findings={findingsAt(findings, "title", false)} />
          <InstructionField step={step} />
          <FindingNotes findings={findingsAt(findings, "instruction", false)} />
        </Section>
        <Section title="Tool">
          <ToolField
            value={step.tool}
            onChange={(next) => {
              const known = knownArguments(
                tools.find(({ name }) => name === next),
                step.args,
              );
              const result = edit([{ op: "update", stepId: step.id, changes: { tool: next, args: known } }]);
              if (result.ok) forgetDrafts(drafts, `${step.id}/args`);
            }}
          />
          <FindingNotes findings={findingsAt(findings, "tool", false)} />
          <AskNote stepId={step.id} />
        </Section>
        <EstimateSection step={step} />
        <RunsSection step={step} findings={findings} />
        {tool && (
          <Section title="Arguments">
            <ArgumentsForm
              stepId={step.id}
              field="args"
              args={step.args}
              schema={tool.inputSchema}
              secrets={tool.secrets}
              findings={findings}
              onChange={(args, options) =>
                edit([{ op: "update", stepId: step.id, changes: { args } }], options)
              }
            />
          </Section>
        )}
        <DependenciesSection step={step} />
        <DoneSection step={step} tool={tool} findings={findings} />
        <TriesSection step={step} findings={findings} />
        <FallbacksSection step={step} findings={findings} />
      </fieldset>
      <CommentsSection step={step} />
    </>
  );
}

/** Outside the fields, which are disabled: the keyboard can still reach the inspector. */
function LockNote({ live: { run } }: { live: LiveRun }) {
  return (
    <p className="flex items-center gap-1.5 border-b bg-well px-4 py-2 text-xs [&_svg]:size-3.5">
      <Lock aria-hidden />
      <span>
        Started in{" "}
        <Link href={`/runs/${run.id}`} className="text-accent underline">
          run {run.number}
        </Link>
        , so it is locked.
      </span>
    </p>
  );
}

function StepActions({ step }: { step: Step }) {
  const { store, tools, edit, editable } = useEditor();
  if (!editable) return null;
  return (
    <span className="flex">
      <IconButton
        size="small"
        label="Duplicate this step"
        icon={<Copy />}
        onClick={() => void duplicate({ store, edit }, [step.id])}
      />
      <IconButton
        size="small"
        label="Remove this step"
        icon={<Trash2 />}
        onClick={() => {
          refocusSteps();
          edit(removeSteps(store.getState().graph, [step.id], tools));
        }}
      />
    </span>
  );
}

function TitleField({ step }: { step: Step }) {
  const draft = useStepDraft(step.id, "title", step.title, (title) => ({ title }));
  const field = useRef<HTMLInputElement>(null);
  const { request, fulfilled } = useTitleRequest();
  useEffect(() => {
    if (request?.stepId !== step.id) return;
    field.current?.focus();
    field.current?.select();
    fulfilled(request);
  }, [request, fulfilled, step.id]);
  return (
    <Field label="Title" error={draft.error}>
      <Input
        ref={field}
        value={draft.text}
        onChange={(event) => draft.onChange(event.target.value)}
        onBlur={draft.onBlur}
      />
    </Field>
  );
}

function InstructionField({ step }: { step: Step }) {
  const draft = useStepDraft(step.id, "instruction", step.instruction, (instruction) => ({ instruction }));
  return (
    <Field label="Instruction" hint="What this step is for, in your words." error={draft.error}>
      <Textarea
        rows={3}
        value={draft.text}
        onChange={(event) => draft.onChange(event.target.value)}
        onBlur={draft.onBlur}
      />
    </Field>
  );
}
