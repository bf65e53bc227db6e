"use client";

import { BookMarked, Ellipsis } from "lucide-react";
import { useState } from "react";
import { useEditor, useEditorState } from "#components/plan-editor/editor-context.ts";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { SaveDialog } from "./save-dialog.tsx";

/** What else can be done with a plan: keep it as a playbook. */
export function PlanMenu() {
  const { store, editable } = useEditor();
  const plan = useEditorState((state) => state.plan);
  const graph = useEditorState((state) => state.graph);
  const [saving, setSaving] = useState(false);
  return (
    <>
      <Menu trigger={<IconButton label="More for this plan" icon={<Ellipsis />} />}>
        <MenuItem
          icon={<BookMarked />}
          disabled={!editable || graph.steps.length === 0}
          onSelect={() => {
            // The server saves what it has; what was typed a moment ago is to be in it.
            void store.flush();
            setSaving(true);
          }}
        >
          Save as playbook
        </MenuItem>
      </Menu>
      {saving && (
        <SaveDialog
          what={{ from: { planId: plan.id }, title: plan.title, graph, analysis: plan.analysis }}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}
