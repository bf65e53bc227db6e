"use client";

import { X } from "lucide-react";
import { connectionProblem } from "#components/graph/connection-problem.ts";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import type { Step } from "#lib/domain/step.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { Section } from "./section.tsx";

/** What a step depends on, as chips; more can be added, except what would close a cycle. */
export function DependenciesSection({ step }: { step: Step }) {
  const { edit, store } = useEditor();
  const graph = useEditorState((state) => state.graph);
  const sources = graph.steps.filter((other) =>
    graph.dependencies.some(({ from, to }) => from === other.id && to === step.id),
  );
  const others = graph.steps.filter((other) => other.id !== step.id && !sources.includes(other));
  return (
    <Section title="Depends on">
      {sources.length === 0 && <p className="text-xs text-muted">Nothing: it starts at once.</p>}
      <ul className="flex flex-wrap gap-1.5">
        {sources.map((source) => (
          <li key={source.id} className="flex max-w-full items-center rounded-md border bg-well text-xs">
            <button
              type="button"
              className="min-w-0 truncate rounded-md py-1 pl-2 hover:underline"
              onClick={() => store.select([source.id])}
            >
              {source.title}
            </button>
            <button
              type="button"
              aria-label={`Stop depending on ${source.title}`}
              className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:text-text"
              onClick={() => edit([{ op: "disconnect", from: source.id, to: step.id }])}
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <Field label="Add a dependency" hideLabel>
          <Select
            value=""
            onChange={(event) => edit([{ op: "connect", from: event.target.value, to: step.id }])}
          >
            <option value="">Add a dependency…</option>
            {others.map((other) => {
              const problem = connectionProblem(graph, other.id, step.id);
              return (
                <option key={other.id} value={other.id} disabled={problem !== null}>
                  {problem === null ? other.title : `${other.title} (waits for this step)`}
                </option>
              );
            })}
          </Select>
        </Field>
      )}
    </Section>
  );
}
