import { BookMarked, ClipboardPaste, Link } from "lucide-react";
import type { Command } from "#components/palette/commands.ts";
import type { Editor } from "../editor-context.ts";
import { exportPlan, PLAN_FILES } from "./plan-files.tsx";

/** What the palette offers of the plan's menu. */
export function planCommands(
  editor: Editor,
  does: { savePlaybook: () => void; share: () => void; paste: () => void },
): Command[] {
  const empty = editor.store.getState().graph.steps.length === 0;
  return [
    ...(editor.editable && !empty
      ? [
          planCommand({
            id: "playbook",
            label: "Save as playbook",
            icon: <BookMarked />,
            run: does.savePlaybook,
          }),
        ]
      : []),
    ...(editor.planned && !empty
      ? [planCommand({ id: "share", label: "Share by a link", icon: <Link />, run: does.share })]
      : []),
    ...(editor.editable
      ? [
          planCommand({
            id: "paste",
            label: "Paste steps",
            icon: <ClipboardPaste />,
            keys: "Ctrl+V",
            run: does.paste,
          }),
        ]
      : []),
    ...PLAN_FILES.filter(({ ofEmpty }) => ofEmpty || !empty).map(({ kind, what, icon }) =>
      planCommand({
        id: `export ${kind}`,
        label: `Export ${what}`,
        icon,
        words: "export download file",
        run: () => void exportPlan(editor, kind),
      }),
    ),
  ];
}

function planCommand(command: Omit<Command, "group">): Command {
  return { group: "Plan", words: "", ...command };
}
