"use client";

import { CornerLeftUp, CornerRightDown, Plus, Unlink } from "lucide-react";
import type { LineActions, Point } from "#components/graph/canvas-props.ts";
import { MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import { PointMenu } from "#components/ui/point-menu.tsx";
import type { Dependency } from "#lib/domain/plan.ts";
import { canvasEdits } from "../canvas-edits.ts";
import { useEditor, useEditorState } from "../editor-context.ts";

/** What can be done with a dependency. */
export function DependencyMenu({
  dependency,
  anchor,
  actions,
  onClose,
}: {
  dependency: Dependency;
  anchor: Point;
  actions: LineActions;
  onClose: () => void;
}) {
  const editor = useEditor();
  const graph = useEditorState((state) => state.graph);
  const title = (stepId: string) => graph.steps.find(({ id }) => id === stepId)?.title;
  const [from, to] = [title(dependency.from), title(dependency.to)];
  // Somebody else may have taken it out meanwhile.
  const there = graph.dependencies.some((it) => it.from === dependency.from && it.to === dependency.to);
  if (from === undefined || to === undefined || !there) return null;
  const edits = canvasEdits(editor);
  return (
    <PointMenu at={anchor} label={`${to} depends on ${from}`} onClose={onClose}>
      <MenuLabel>
        <span className="line-clamp-2 block max-w-64">
          “{to}” depends on “{from}”
        </span>
      </MenuLabel>
      <MenuItem icon={<Plus />} hint="N" onSelect={() => edits.insert(dependency, anchor)}>
        Insert a step between
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<CornerLeftUp />} onSelect={() => actions.goTo(dependency.from)}>
        <span className="block max-w-64 truncate">Go to “{from}”</span>
      </MenuItem>
      <MenuItem icon={<CornerRightDown />} onSelect={() => actions.goTo(dependency.to)}>
        <span className="block max-w-64 truncate">Go to “{to}”</span>
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Unlink />}
        hint="Del"
        danger
        onSelect={() => {
          edits.disconnect(dependency);
          actions.leaveLine();
        }}
      >
        Remove the dependency
      </MenuItem>
    </PointMenu>
  );
}
