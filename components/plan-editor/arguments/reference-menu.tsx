"use client";

import { Link2 } from "lucide-react";
import { Fragment } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import type { Reference } from "#lib/domain/step.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { outputGroups } from "./output-options.ts";

/** Offers what earlier steps put out, by step, nearest first. */
export function ReferenceMenu({
  stepId,
  label,
  items = true,
  onPick,
}: {
  stepId: StepId;
  label: string;
  /** Whether a map's item in turn is offered too. */
  items?: boolean;
  onPick: (reference: Reference) => void;
}) {
  return (
    <Menu trigger={<IconButton size="small" label={`Take ${label} from an earlier step`} icon={<Link2 />} />}>
      <References stepId={stepId} items={items} onPick={onPick} />
    </Menu>
  );
}

/** Only rendered while the menu is open: it goes over the whole plan. */
function References({
  stepId,
  items,
  onPick,
}: {
  stepId: StepId;
  items: boolean;
  onPick: (reference: Reference) => void;
}) {
  const { tools } = useEditor();
  const graph = useEditorState((state) => state.graph);
  const groups = outputGroups(graph, stepId, tools).filter(({ item }) => items || !item);
  if (groups.length === 0)
    return <MenuLabel>This step depends on no other, so there is nothing to take.</MenuLabel>;
  return groups.map(({ step, item, options }) => (
    <Fragment key={step.id}>
      <MenuLabel>{item ? "The item" : step.title}</MenuLabel>
      {options.map((option) => (
        <MenuItem
          key={option.label}
          hint={option.type}
          onSelect={() => onPick({ ref: step.id, path: option.path })}
        >
          {option.label}
        </MenuItem>
      ))}
    </Fragment>
  ));
}
