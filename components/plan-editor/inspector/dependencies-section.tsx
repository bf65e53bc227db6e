"use client";

import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { Step } from "#lib/domain/step.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { refocusSection } from "../refocus.ts";
import { Section } from "./section.tsx";

/** What a step depends on, as chips; more are added from a list that is searched by typing. */
export function DependenciesSection({ step }: { step: Step }) {
  const { edit, editable, store, open } = useEditor();
  const graph = useEditorState((state) => state.graph);
  const ids = new Set(graph.dependencies.filter(({ to }) => to === step.id).map(({ from }) => from));
  const sources = graph.steps.filter((other) => ids.has(other.id));
  return (
    <Section
      title="Depends on"
      action={
        editable &&
        graph.steps.length > 1 && (
          <Button
            variant="ghost"
            size="small"
            icon={<Plus />}
            onClick={(event) => {
              const { left, width, bottom } = event.currentTarget.getBoundingClientRect();
              const anchor = { x: left + width / 2, y: bottom };
              open({ kind: "connect", stepId: step.id, side: "before", anchor });
            }}
          >
            Add a dependency
          </Button>
        )
      }
    >
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
              className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:text-text pointer-coarse:size-control"
              onClick={(event) => {
                refocusSection(event.currentTarget);
                edit([{ op: "disconnect", from: source.id, to: step.id }]);
              }}
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
