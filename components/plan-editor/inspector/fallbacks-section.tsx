"use client";

import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button, IconButton } from "#components/ui/button.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { Fallback, Step } from "#lib/domain/step.ts";
import { ArgumentsForm } from "../arguments/arguments-form.tsx";
import { useEditor } from "../editor-context.ts";
import type { EditOptions } from "../store/store-contract.ts";
import { FindingNotes } from "./finding-notes.tsx";
import { Section } from "./section.tsx";
import { ToolField } from "./tool-field.tsx";
import { findingsAt } from "./use-findings.ts";

const MOST_FALLBACKS = 10;

/** Tools to try, in order, when the ones before failed. */
export function FallbacksSection({ step, findings }: { step: Step; findings: readonly Finding[] }) {
  const { edit, editable, tools } = useEditor();
  const { fallbacks } = step;
  const set = (next: Fallback[], options?: EditOptions) =>
    edit([{ op: "update", stepId: step.id, changes: { fallbacks: next } }], options);
  const replace = (index: number, fallback: Fallback, options?: EditOptions) =>
    set(
      fallbacks.map((other, at) => (at === index ? fallback : other)),
      options,
    );
  const first = tools.find((tool) => tool.name !== step.tool);
  return (
    <Section
      title="Fallbacks"
      action={
        editable &&
        first &&
        fallbacks.length < MOST_FALLBACKS && (
          <Button
            variant="ghost"
            size="small"
            icon={<Plus />}
            // It starts with the step's own arguments, which fit a tool of the same kind.
            onClick={() => set([...fallbacks, { tool: first.name, args: step.args }])}
          >
            Add fallback
          </Button>
        )
      }
    >
      {fallbacks.length === 0 && (
        <p className="text-xs text-muted">None: when the tool fails, the step fails.</p>
      )}
      <ol className="flex flex-col gap-3">
        {fallbacks.map((fallback, index) => {
          const tool = tools.find((candidate) => candidate.name === fallback.tool);
          const field = `fallbacks.${index}`;
          return (
            // Fallbacks have no ids, and their order is what they are.
            <li key={index} className="flex flex-col gap-2.5 rounded-md border p-2.5">
              <div className="flex items-center justify-between">
                <h4 className="text-xs font-medium">{index === 0 ? "If it fails" : "If that fails too"}</h4>
                <span className="flex">
                  {index > 0 && (
                    <IconButton
                      size="small"
                      label="Try this one earlier"
                      icon={<ArrowUp />}
                      onClick={() => set(swapped(fallbacks, index))}
                    />
                  )}
                  <IconButton
                    size="small"
                    label="Remove this fallback"
                    icon={<Trash2 />}
                    onClick={() => set(fallbacks.filter((_, at) => at !== index))}
                  />
                </span>
              </div>
              <ToolField
                label={`Fallback ${index + 1}`}
                value={fallback.tool}
                onChange={(name) => replace(index, { ...fallback, tool: name })}
              />
              <FindingNotes findings={findingsAt(findings, `${field}.tool`, false)} />
              {tool && (
                <ArgumentsForm
                  stepId={step.id}
                  field={`${field}.args`}
                  args={fallback.args}
                  schema={tool.inputSchema}
                  secrets={tool.secrets}
                  findings={findings}
                  onChange={(args, what) =>
                    replace(index, { ...fallback, args }, { coalesce: `${what}:${step.id}` })
                  }
                />
              )}
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

/** The list with one entry a place earlier. */
function swapped(fallbacks: readonly Fallback[], index: number): Fallback[] {
  const moved = fallbacks[index];
  const rest = fallbacks.filter((_, at) => at !== index);
  return moved ? rest.toSpliced(index - 1, 0, moved) : rest;
}
