"use client";

import { ListTree } from "lucide-react";
import { useMemo, useRef } from "react";
import { FindBox } from "#components/graph/find/find-box.tsx";
import { useFind } from "#components/graph/find/use-find.ts";
import { useMedia } from "#components/graph/use-media.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { useCommentsContext } from "../comments/comments-context.ts";
import { addAlone } from "../edit-patches.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { makeStep } from "../new-step.ts";
import { OutlineBar } from "./outline-bar.tsx";
import { outlineLevels } from "./outline-model.ts";
import { OutlineSection } from "./outline-section.tsx";
import { useRowActions } from "./use-row-actions.ts";
import { useRowFocus } from "./use-row-focus.ts";
import { levelTops, levelWindow, ROW_HEIGHTS, useRowWindow } from "./use-row-window.ts";
import { useTouchDrag } from "./use-touch-drag.ts";

/** The plan as a list in dependency order: titles are edited in place, rows are reordered by dragging or with Alt. */
export function Outline() {
  const editor = useEditor();
  const graph = useEditorState((state) => state.graph);
  const selection = useEditorState((state) => state.selection);
  const findings = useEditorState((state) => state.findings);
  const asks = useEditorState((state) => state.asks);
  const { byStep } = useCommentsContext();
  const groups = useMemo(() => outlineLevels(graph), [graph]);
  const invalid = useMemo(
    () => new Set(findings.filter((it) => it.severity === "error").map((it) => it.stepId)),
    [findings],
  );
  const selected = useMemo(() => new Set(selection), [selection]);
  const chosen = selection.at(-1);

  const find = useFind("outline", graph, editor.tools, selection, editor.store.select);
  const findButton = useRef<HTMLButtonElement>(null);
  const height = useMedia("(pointer: coarse)", false) ? ROW_HEIGHTS.coarse : ROW_HEIGHTS.fine;
  const tops = useMemo(() => levelTops(groups, height), [groups, height]);
  const { scroller, focus } = useRowFocus(groups, height, chosen);
  const stretch = useRowWindow(scroller, groups);
  const { actions, dragged, over } = useRowActions(focus);

  const ghost = useRef<HTMLParagraphElement>(null);
  useTouchDrag(scroller, ghost, {
    enabled: editor.editable,
    actions,
    titleOf: (stepId) => editor.store.getState().graph.steps.find(({ id }) => id === stepId)?.title ?? "",
    say: editor.announce,
  });

  function addFirst() {
    const step = makeStep(null);
    if (editor.edit(addAlone(graph, step)).ok) focus(step.id, true);
  }

  const facts = { found: find.found, selected, invalid, asks, comments: byStep, dragged, over };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the key is heard from whichever field has the focus
    <div
      data-outline
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "f") return;
        event.preventDefault();
        find.show();
      }}
      className="flex h-full min-h-0 flex-col"
    >
      <OutlineBar
        count={graph.steps.length}
        findButton={findButton}
        onFind={find.show}
        onAdd={editor.editable ? addFirst : null}
      />
      {find.open && (
        <div className="border-b p-1.5">
          <FindBox
            find={find}
            onClose={() => (chosen === undefined ? findButton.current?.focus() : focus(chosen))}
          />
        </div>
      )}
      <p
        ref={ghost}
        hidden
        aria-hidden
        className="pointer-events-none fixed top-0 left-0 z-50 -mt-11 ml-3 max-w-56 truncate rounded-md border bg-raised px-2 py-1 text-sm shadow-raised"
      />
      <div ref={scroller} className="min-h-0 [overflow-anchor:none] flex-1 overflow-y-auto py-1.5">
        {groups.length === 0 && editor.editable && (
          <EmptyState icon={<ListTree />} title="No steps yet">
            Add the first one here, or press N on the canvas.
          </EmptyState>
        )}
        {groups.map((group, index) => (
          <OutlineSection
            key={group.level}
            group={group}
            window={levelWindow(tops[index] ?? 0, group.steps.length, stretch, height)}
            facts={facts}
            actions={actions}
          />
        ))}
      </div>
    </div>
  );
}
