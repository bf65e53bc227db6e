"use client";

import { Field } from "#components/ui/field.tsx";
import { Select, Textarea } from "#components/ui/input.tsx";
import { expressionTerm } from "#lib/domain/expressions.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Reference, Step, StepChanges } from "#lib/domain/step.ts";
import { listGroups, pathLabel } from "../arguments/output-options.ts";
import { ReferenceMenu } from "../arguments/reference-menu.tsx";
import { forgetDrafts } from "../drafts.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { FindingNotes } from "./finding-notes.tsx";
import { Section } from "./section.tsx";
import { findingsAt } from "./use-findings.ts";
import { useStepDraft } from "./use-step-draft.ts";

/** Whether and how often a step is done: on a condition; once, or for each item of a list. */
export function RunsSection({ step, findings }: { step: Step; findings: readonly Finding[] }) {
  const { edit } = useEditor();
  const change = (changes: StepChanges) => edit([{ op: "update", stepId: step.id, changes }]);
  return (
    <Section title="Runs">
      <Field label="How often">
        <Select
          value={step.kind}
          onChange={({ target }) =>
            change(target.value === "map" ? { kind: "map" } : { kind: "tool", each: null })
          }
        >
          <option value="tool">Once</option>
          <option value="map">For each item of a list</option>
        </Select>
      </Field>
      {(step.kind === "map" || step.each !== null) && <ListField step={step} change={change} />}
      <FindingNotes findings={findingsAt(findings, "each", false)} />
      <ConditionField step={step} findings={findings} />
    </Section>
  );
}

/** The list of a map, out of those that earlier steps give. */
function ListField({ step, change }: { step: Step; change: (changes: StepChanges) => void }) {
  const { tools } = useEditor();
  const graph = useEditorState((state) => state.graph);
  const groups = listGroups(graph, step.id, tools);
  const value = step.each ? keyOf(step.each) : "";
  const lists = groups.flatMap(({ step: source, options }) =>
    options.map(({ path }) => ({ ref: source.id, path })),
  );
  const known = lists.some((list) => keyOf(list) === value);
  const hint =
    groups.length === 0
      ? "No step before this one gives a list. Connect one first."
      : "The tool is used once for each item, at the same time where limits allow, and the results make a list in the same order. In the arguments, take parts of “The item”.";
  return (
    <Field label="List" hint={hint} required>
      <Select
        value={value}
        onChange={({ target }) => {
          const each = lists.find((list) => keyOf(list) === target.value);
          if (each) change({ each });
        }}
      >
        {!known && (
          <option value={value}>
            {step.each ? `${step.each.ref} › ${pathLabel(step.each.path)}` : "Choose a list"}
          </option>
        )}
        {groups.map(({ step: source, options }) => (
          <optgroup key={source.id} label={source.title}>
            {options.map(({ path, label }) => (
              <option key={label} value={keyOf({ ref: source.id, path })}>
                {label}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
    </Field>
  );
}

function keyOf({ ref, path }: Reference): string {
  return JSON.stringify([ref, ...path]);
}

/** The condition, checked as it is typed; a menu puts in what earlier steps give. */
function ConditionField({ step, findings }: { step: Step; findings: readonly Finding[] }) {
  const draft = useStepDraft(step.id, "when", step.when ?? "", (text) => ({
    when: text.trim() === "" ? null : text,
  }));
  const { edit, editable, drafts } = useEditor();
  const notes = findingsAt(findings, "when", false);
  function putIn(reference: Reference) {
    const when = [draft.text, expressionTerm(reference)].filter((text) => text !== "").join(" ");
    const result = edit([{ op: "update", stepId: step.id, changes: { when } }]);
    if (result.ok) forgetDrafts(drafts, `${step.id}/when`);
  }
  return (
    <div className="flex flex-col gap-1">
      <div className="relative">
        <Field
          label="Only when"
          error={draft.error}
          hint={
            <>
              A CEL expression over earlier outputs, such as <code>steps.search.found &gt; 0</code> or{" "}
              <code>has(steps.search.title)</code>. When it does not hold the step is skipped, and so is what
              depends on nothing else. Empty: always.
            </>
          }
        >
          <Textarea
            rows={draft.text.length > 80 ? 4 : 2}
            spellCheck={false}
            placeholder="Always"
            className="font-mono text-xs"
            value={draft.text}
            onChange={(event) => draft.onChange(event.target.value)}
            onBlur={draft.onBlur}
          />
        </Field>
        {editable && (
          <span className="absolute -top-1 right-0">
            <ReferenceMenu stepId={step.id} label="a part for the condition" items={false} onPick={putIn} />
          </span>
        )}
      </div>
      <FindingNotes findings={notes} />
    </div>
  );
}
