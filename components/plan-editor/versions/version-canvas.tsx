"use client";

import { PlanCanvas } from "#components/graph/plan-canvas.tsx";
import { failureOf } from "#components/shell/api.ts";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useEditor } from "../editor-context.ts";
import { placeName } from "./version-words.ts";
import { useOpenVersions } from "./versions-context.ts";

/** Both compared states as one graph: what came, what changed, and what went, which keeps its place. */
export function VersionCanvas() {
  const editor = useEditor();
  const { difference, unread, refresh, from, to, selection, select } = useOpenVersions();
  if (!difference) {
    return (
      <div className="flex h-full items-center justify-center p-4">
        {unread ? (
          <ErrorNote message={failureOf(unread).message} onRetry={refresh} />
        ) : (
          <Spinner label="Comparing" />
        )}
      </div>
    );
  }
  const { graph, marks, dependencyMarks } = difference.drawn;
  return (
    <>
      <h2 className="sr-only">Canvas</h2>
      <PlanCanvas
        graph={graph}
        positionsKey={editor.positionsKey}
        tools={editor.tools}
        editable={false}
        selection={selection}
        marks={marks}
        dependencyMarks={dependencyMarks}
        showAllFor={`${from} ${to}`}
        onSelect={select}
        label={`What differs between ${placeName(from).toLowerCase()} and ${placeName(to).toLowerCase()}`}
      />
    </>
  );
}
