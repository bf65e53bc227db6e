"use client";

import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button, IconButton } from "#components/ui/button.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { Fallback, Step } from "#lib/domain/step.ts";
import { ArgumentsForm } from "../arguments/arguments-form.tsx";
import { forgetDrafts } from "../drafts.ts";
import { useEditor } from "../editor-context.ts";
import { refocusSection } from "../refocus.ts";
import type { EditOptions } from "../store/store-contract.ts";
import { FindingNotes } from "./finding-notes.tsx";
import { knownArguments, likelyFallback } from "./known-arguments.ts";
import { Section } from "./section.tsx";
import { ToolField } from "./tool-field.tsx";
import { findingsAt } from "./use-findings.ts";

const MOST_FALLBACKS = 10;

/** Tools to try, in order, when the ones before failed. */
export function FallbacksSection({ step, findings }: { step: Step; findings: readonly Finding[] }) {
  const { edit, editable, tools, drafts } = useEditor();
  const { fallbacks } = step;
  const set = (next: Fallback[], options?: EditOptions) =>
    edit([{ op: "update", stepId: step.id, changes: { fallbacks: next } }], options);
  /** Changes more than what is typed: with it goes what was half typed in those places. */
  const setWhole = (next: Fallback[], place: string) => {
    if (set(next).ok) forgetDrafts(drafts, `${step.id}/${place}`);
  };
  const likely = likelyFallback(tools, step);
  return (
    <Section
      title="Fallbacks"
      action={
        editable &&
        likely &&
        fallbacks.length < MOST_FALLBACKS && (
          <Button
            variant="ghost"
            size="small"
            icon={<Plus />}
            onClick={() =>
              setWhole(
                [...fallbacks, { tool: likely.name, args: knownArguments(likely, step.args) }],
                `fallbacks.${fallbacks.length}`,
              )
            }
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
                      onClick={() => setWhole(swapped(fallbacks, index), "fallbacks")}
                    />
                  )}
                  <IconButton
                    size="small"
                    label="Remove this fallback"
                    icon={<Trash2 />}
                    onClick={(event) => {
                      refocusSection(event.currentTarget);
                      setWhole(
                        fallbacks.filter((_, at) => at !== index),
                        "fallbacks",
                      );
                    }}
                  />
                </span>
              </div>
              <ToolField
                label={`Fallback ${index + 1}`}
                value={fallback.tool}
                onChange={(name) => {
                  const next = tools.find((candidate) => candidate.name === name);
                  // What the tool before did not take, the step itself still has.
                  const args = knownArguments(next, { ...step.args, ...fallback.args });
                  setWhole(fallbacks.with(index, { tool: name, args }), field);
                }}
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
                  onChange={(args, options) => set(fallbacks.with(index, { ...fallback, args }), options)}
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
