"use client";

import { BookMarked, ClipboardPaste, Copy, Ellipsis, Keyboard, Link, Scissors } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useCommands } from "#components/palette/commands.ts";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import { useEditor, useEditorState } from "../editor-context.ts";
import { editorParts } from "../editor-parts.ts";
import { useClipboardMenu } from "../step-menu/use-clipboard-menu.ts";
import { planCommands } from "./plan-commands.tsx";
import { exportPlan, PLAN_FILES } from "./plan-files.tsx";

const SavePlaybook = lazy(async () => ({ default: (await editorParts()).SavePlaybook }));
const SharePlan = lazy(async () => ({ default: (await editorParts()).SharePlan }));

/** What else can be done with a plan: keep it as a playbook, show it to others, take it elsewhere as a file or a picture. */
export function PlanMenu() {
  const editor = useEditor();
  const { store, planned, editable } = editor;
  const clipboard = useClipboardMenu();
  const empty = useEditorState((state) => state.graph.steps.length === 0);
  const [saving, setSaving] = useState(false);
  const [sharing, setSharing] = useState(false);

  function savePlaybook() {
    void store.flush();
    setSaving(true);
  }

  useCommands(() => {
    const does = { savePlaybook, share: () => setSharing(true), paste: () => void clipboard.paste() };
    return { commands: planCommands(editor, does) };
  });

  return (
    <>
      <Menu trigger={<IconButton label="More for this plan" icon={<Ellipsis />} />}>
        <MenuItem icon={<BookMarked />} disabled={!editable || empty} onSelect={savePlaybook}>
          Save as playbook
        </MenuItem>
        <MenuItem icon={<Link />} disabled={!planned || empty} onSelect={() => setSharing(true)}>
          Share by a link
        </MenuItem>
        <MenuSeparator />
        <SelectedStepsItems clipboard={clipboard} />
        <MenuSeparator />
        <MenuItem icon={<Keyboard />} hint="?" onSelect={() => editor.open({ kind: "keys" })}>
          Keys
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Export</MenuLabel>
        {PLAN_FILES.map(({ kind, what, icon, ofEmpty }) => (
          <MenuItem
            key={kind}
            icon={icon}
            disabled={empty && !ofEmpty}
            onSelect={() => void exportPlan(editor, kind)}
          >
            {what.charAt(0).toUpperCase() + what.slice(1)}
          </MenuItem>
        ))}
      </Menu>
      <Suspense fallback={null}>
        {sharing && <SharePlan onClose={() => setSharing(false)} />}
        {saving && <SavePlaybook onClose={() => setSaving(false)} />}
      </Suspense>
    </>
  );
}

/** Copy, cut and paste of what is selected. */
function SelectedStepsItems({ clipboard }: { clipboard: ReturnType<typeof useClipboardMenu> }) {
  const { editable } = useEditor();
  const selection = useEditorState((state) => state.selection);
  const none = selection.length === 0;
  return (
    <>
      <MenuLabel>Selected steps</MenuLabel>
      <MenuItem icon={<Copy />} hint="Ctrl+C" disabled={none} onSelect={() => void clipboard.copy(selection)}>
        Copy
      </MenuItem>
      <MenuItem
        icon={<Scissors />}
        hint="Ctrl+X"
        disabled={none || !editable}
        onSelect={() => void clipboard.cut(selection)}
      >
        Cut
      </MenuItem>
      <MenuItem
        icon={<ClipboardPaste />}
        hint="Ctrl+V"
        disabled={!editable}
        onSelect={() => void clipboard.paste()}
      >
        Paste steps
      </MenuItem>
    </>
  );
}
