"use client";

import {
  BookMarked,
  ClipboardPaste,
  Copy,
  Ellipsis,
  FileCode,
  FileImage,
  FileJson,
  Keyboard,
  Scissors,
} from "lucide-react";
import { useState } from "react";
import { pngOf, svgOf } from "#components/graph/picture-files.ts";
import { SaveDialog } from "#components/playbooks/save-dialog.tsx";
import { fileNameOf, saveFile } from "#components/shell/save-file.ts";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { toMermaid } from "#lib/domain/mermaid.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { useClipboardMenu } from "../step-menu/use-clipboard-menu.ts";

/** What else can be done with a plan: keep it as a playbook, take it elsewhere as a file or a picture. */
export function PlanMenu() {
  const { store, editable, tools, positionsKey, open } = useEditor();
  const selection = useEditorState((state) => state.selection);
  const clipboard = useClipboardMenu();
  const none = selection.length === 0;
  const plan = useEditorState((state) => state.plan);
  const graph = useEditorState((state) => state.graph);
  const [saving, setSaving] = useState(false);
  const empty = graph.steps.length === 0;
  const name = fileNameOf(plan.title);

  async function exportJson() {
    // The server gives what it has; what was typed a moment ago is to be in it.
    await store.flush();
    const link = document.createElement("a");
    link.href = `/api/plans/${plan.id}/export`;
    link.download = `${name}.plan.json`;
    link.click();
  }

  async function picture(kind: "svg" | "png") {
    try {
      const titles = new Map(tools.map((tool) => [tool.name, tool.title]));
      const used = new Map(graph.steps.map(({ id, tool }) => [id, titles.get(tool) ?? tool]));
      const drawn = await svgOf(graph, {
        positionsKey,
        lineOf: (stepId) => used.get(stepId) ?? "",
        statusOf: () => null,
      });
      const content = kind === "png" ? await pngOf(drawn) : new Blob([drawn.svg], { type: "image/svg+xml" });
      saveFile(`${name}.${kind}`, content);
    } catch (error) {
      showToast(error instanceof Error ? error.message : "The plan could not be drawn.", "error");
    }
  }

  return (
    <>
      <Menu trigger={<IconButton label="More for this plan" icon={<Ellipsis />} />}>
        <MenuItem
          icon={<BookMarked />}
          disabled={!editable || empty}
          onSelect={() => {
            void store.flush();
            setSaving(true);
          }}
        >
          Save as playbook
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Selected steps</MenuLabel>
        <MenuItem
          icon={<Copy />}
          hint="Ctrl+C"
          disabled={none}
          onSelect={() => void clipboard.copy(selection)}
        >
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
        <MenuSeparator />
        <MenuItem icon={<Keyboard />} hint="?" onSelect={() => open({ kind: "keys" })}>
          Keys
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Export</MenuLabel>
        <MenuItem icon={<FileJson />} onSelect={() => void exportJson()}>
          The plan, as JSON
        </MenuItem>
        <MenuItem icon={<FileImage />} disabled={empty} onSelect={() => void picture("svg")}>
          A picture, as SVG
        </MenuItem>
        <MenuItem icon={<FileImage />} disabled={empty} onSelect={() => void picture("png")}>
          A picture, as PNG
        </MenuItem>
        <MenuItem
          icon={<FileCode />}
          disabled={empty}
          onSelect={() => saveFile(`${name}.mmd`, new Blob([toMermaid(graph)], { type: "text/plain" }))}
        >
          The graph, as Mermaid
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
