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
  Link,
  Scissors,
} from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { ApiError } from "#components/shell/api.ts";
import { fileNameOf, loadFile, saveFile } from "#components/shell/save-file.ts";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Failure } from "#lib/domain/errors.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { useClipboardMenu } from "../step-menu/use-clipboard-menu.ts";

const SaveDialog = lazy(async () => ({
  default: (await import("#components/playbooks/save-dialog.tsx")).SaveDialog,
}));
const ShareDialog = lazy(async () => ({
  default: (await import("#components/share/share-dialog.tsx")).ShareDialog,
}));

const NOT_SAVED: Failure = {
  code: "unavailable",
  message: "The last changes are not saved yet. Make the link when they are.",
  issues: [],
};

/** What else can be done with a plan: keep it as a playbook, show it to others, take it elsewhere as a file or a picture. */
export function PlanMenu() {
  const { store, editable, tools, positionsKey, open } = useEditor();
  const selection = useEditorState((state) => state.selection);
  const clipboard = useClipboardMenu();
  const none = selection.length === 0;
  const plan = useEditorState((state) => state.plan);
  const graph = useEditorState((state) => state.graph);
  const [saving, setSaving] = useState(false);
  const [sharing, setSharing] = useState(false);
  const empty = graph.steps.length === 0;
  const name = fileNameOf(plan.title);

  async function exportJson() {
    // The server gives what it has; what was typed a moment ago is to be in it.
    await store.flush();
    loadFile(`/api/plans/${plan.id}/export`);
  }

  async function picture(kind: "svg" | "png") {
    try {
      const titles = new Map(tools.map((tool) => [tool.name, tool.title]));
      const used = new Map(graph.steps.map(({ id, tool }) => [id, titles.get(tool) ?? tool]));
      const { pngOf, svgOf } = await import("#components/graph/picture-files.ts");
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

  async function exportMermaid() {
    const { toMermaid } = await import("#lib/domain/mermaid.ts");
    saveFile(`${name}.mmd`, new Blob([toMermaid(graph)], { type: "text/plain" }));
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
        <MenuItem icon={<Link />} disabled={!editable || empty} onSelect={() => setSharing(true)}>
          Share by a link
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
        <MenuItem icon={<FileCode />} disabled={empty} onSelect={() => void exportMermaid()}>
          The graph, as Mermaid
        </MenuItem>
      </Menu>
      {sharing && (
        <Suspense fallback={null}>
          <ShareDialog
            planId={plan.id}
            what="plan"
            shared={async () => {
              // What was typed a moment ago is to be in it.
              await store.flush();
              const { rev, saveState } = store.getState();
              if (saveState !== "saved") throw new ApiError(NOT_SAVED);
              return { what: "plan", planId: plan.id, rev };
            }}
            onClose={() => setSharing(false)}
          />
        </Suspense>
      )}
      {saving && (
        <Suspense fallback={null}>
          <SaveDialog
            what={{ from: { planId: plan.id }, title: plan.title, graph, analysis: plan.analysis }}
            onClose={() => setSaving(false)}
          />
        </Suspense>
      )}
    </>
  );
}
