"use client";

import { ListTree, Plus, Search } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { FindBox } from "#components/graph/find/find-box.tsx";
import { useFind } from "#components/graph/find/use-find.ts";
import { Button, IconButton } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import { useCommentsContext } from "../comments/comments-context.ts";
import { addAlone, addBeside, removeSteps } from "../edit-patches.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { makeStep } from "../new-step.ts";
import { dropBefore, dropBehind, outlineLevels, rowAbove, type OutlineMove } from "./outline-model.ts";
import { OutlineRow } from "./outline-row.tsx";
import { levelTops, levelWindow, scrollToRow, useRowWindow } from "./use-row-window.ts";
import { showToast } from "#components/ui/toast.tsx";

/** Where a dragged row would go: in front of another row or behind it. */
export type DropPlace = { stepId: StepId; side: "before" | "after" };

/** What a row of the outline can ask for. */
export type RowActions = {
  addBelow: (stepId: StepId) => void;
  remove: (stepId: StepId) => void;
  move: (move: OutlineMove, stepId: StepId) => void;
  startDrag: (stepId: StepId) => void;
  dragOver: (row: DropPlace) => void;
  drop: (row: DropPlace) => void;
  endDrag: () => void;
};

/** The plan as a list in dependency order: titles are edited in place, rows are reordered by dragging or with Alt. */
export function Outline() {
  const editor = useEditor();
  const graph = useEditorState((state) => state.graph);
  const selection = useEditorState((state) => state.selection);
  const findings = useEditorState((state) => state.findings);
  const asks = useEditorState((state) => state.asks);
  const { byStep } = useCommentsContext();
  const list = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<StepId | null>(null);
  const [over, setOver] = useState<DropPlace | null>(null);
  const groups = useMemo(() => outlineLevels(graph), [graph]);
  const invalid = useMemo(
    () => new Set(findings.filter((it) => it.severity === "error").map((it) => it.stepId)),
    [findings],
  );

  const scroller = useRef<HTMLDivElement>(null);
  const stretch = useRowWindow(scroller, groups);
  const find = useFind(graph, editor.tools, selection, editor.store.select);
  const latest = useRef(groups);
  useEffect(() => {
    latest.current = groups;
  });
  // A step chosen elsewhere is to be seen here too.
  const chosen = selection.at(-1);
  useEffect(() => {
    if (chosen === undefined) return;
    scrollToRow(scroller.current, latest.current, chosen);
    // Once more when the rows there have been rendered, in case the browser held on to others.
    const frame = requestAnimationFrame(() => scrollToRow(scroller.current, latest.current, chosen));
    return () => cancelAnimationFrame(frame);
  }, [chosen]);

  const focus = useCallback((stepId: StepId, toBeNamed = false) => {
    // After the row has been rendered in its new place; one that was out of sight, after it has been scrolled to.
    requestAnimationFrame(() => {
      scrollToRow(scroller.current, latest.current, stepId);
      requestAnimationFrame(() => {
        const row = list.current?.querySelector(`[data-step="${CSS.escape(stepId)}"]`);
        const field = row?.querySelector("input");
        field?.focus();
        if (toBeNamed) field?.select();
      });
    });
  }, []);

  const actions = useMemo((): RowActions => {
    const { store, edit, announce } = editor;
    const now = () => store.getState().graph;
    const perform = (move: OutlineMove, stepId: StepId) => {
      if (!move.ok) {
        announce(move.reason);
        showToast(move.reason);
      } else if (edit(move.patch).ok) focus(stepId);
    };
    return {
      addBelow: (stepId) => {
        const step = makeStep(null);
        if (edit(addBeside(now(), step, stepId, "after")).ok) focus(step.id, true);
      },
      remove: (stepId) => {
        const above = rowAbove(now(), stepId);
        if (edit(removeSteps(now(), [stepId], editor.tools)).ok && above) focus(above.id);
      },
      move: perform,
      startDrag: setDragged,
      dragOver: (place) => setOver((last) => (samePlace(last, place) ? last : place)),
      drop: ({ stepId, side }) => {
        if (dragged && dragged !== stepId) {
          const put = side === "before" ? dropBefore : dropBehind;
          perform(put(now(), dragged, stepId), dragged);
        }
        setDragged(null);
        setOver(null);
      },
      endDrag: () => {
        setDragged(null);
        setOver(null);
      },
    };
  }, [editor, focus, dragged]);

  const selected = useMemo(() => new Set(selection), [selection]);
  const tops = useMemo(() => levelTops(groups), [groups]);

  function addFirst() {
    const step = makeStep(null);
    if (editor.edit(addAlone(graph, step)).ok) focus(step.id, true);
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the key is heard from whichever field has the focus
    <div
      ref={list}
      data-outline
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "f") return;
        event.preventDefault();
        find.show();
      }}
      className="flex h-full min-h-0 flex-col"
    >
      <div className="flex h-9 shrink-0 items-center justify-between border-b pr-1.5 pl-3">
        <h2 className="font-medium">
          Outline <span className="font-normal text-muted tabular-nums">{graph.steps.length || ""}</span>
        </h2>
        <span className="flex items-center">
          {graph.steps.length > 0 && (
            <IconButton label="Find in the outline" icon={<Search />} size="small" onClick={find.show} />
          )}
          {editor.editable && (
            <Button variant="ghost" size="small" icon={<Plus />} onClick={addFirst}>
              Add step
            </Button>
          )}
        </span>
      </div>
      {find.open && (
        <div className="border-b p-1.5">
          <FindBox find={find} onClose={() => chosen !== undefined && focus(chosen)} />
        </div>
      )}
      <div ref={scroller} className="min-h-0 [overflow-anchor:none] flex-1 overflow-y-auto py-1.5">
        {groups.length === 0 && editor.editable && (
          <EmptyState icon={<ListTree />} title="No steps yet">
            Add the first one here, or press N on the canvas.
          </EmptyState>
        )}
        {groups.map(({ level, steps }, index) => {
          const { before, from, to, after } = levelWindow(tops[index] ?? 0, steps.length, stretch);
          return (
            <section key={level} aria-label={`Level ${level + 1}`} className="relative px-1.5 pb-1.5">
              <h3 className="h-5 px-1.5 py-0.5 text-[0.6875rem] leading-4 text-muted">
                {level === 0 ? "Starts at once" : `After level ${level}`}
              </h3>
              <ol style={{ paddingTop: before, paddingBottom: after }}>
                {steps.slice(from, to).map((step, place) => (
                  <OutlineRow
                    key={step.id}
                    step={step}
                    place={from + place + 1}
                    of={steps.length}
                    dimmed={find.found !== null && !find.found.has(step.id)}
                    selected={selected.has(step.id)}
                    invalid={invalid.has(step.id)}
                    ask={asks[step.id] ?? null}
                    comments={byStep[step.id] ?? null}
                    dropSide={
                      dragged !== null && dragged !== step.id && over?.stepId === step.id ? over.side : null
                    }
                    actions={actions}
                  />
                ))}
              </ol>
            </section>
          );
        })}
      </div>
    </div>
  );
}

function samePlace(a: DropPlace | null, b: DropPlace): boolean {
  return a?.stepId === b.stepId && a.side === b.side;
}
