"use client";

import { ChevronDown, ChevronRight, SquareCheck } from "lucide-react";
import type { CanvasGroup, GroupActions, Point } from "#components/graph/canvas-props.ts";
import { selectionWords } from "#components/graph/selection-words.ts";
import { MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import { PointMenu } from "#components/ui/point-menu.tsx";
import { useEditor } from "../editor-context.ts";

/** What can be done with a group of steps. */
export function GroupMenu({
  group: { title, stepIds, collapsed },
  anchor,
  actions,
  onClose,
}: {
  group: CanvasGroup;
  anchor: Point;
  actions: GroupActions;
  onClose: () => void;
}) {
  const { store, announce } = useEditor();
  return (
    <PointMenu at={anchor} label={title} onClose={onClose}>
      <MenuLabel>
        <span className="block max-w-64 truncate">{title}</span>
      </MenuLabel>
      {collapsed ? (
        <MenuItem icon={<ChevronRight />} hint="G" onSelect={actions.expand}>
          Expand
        </MenuItem>
      ) : (
        <MenuItem icon={<ChevronDown />} hint="G" onSelect={actions.collapse}>
          Collapse
        </MenuItem>
      )}
      <MenuItem
        icon={<SquareCheck />}
        onSelect={() => {
          store.select([...stepIds]);
          announce(selectionWords(stepIds.length));
        }}
      >
        Select its {stepIds.length} steps
      </MenuItem>
    </PointMenu>
  );
}
