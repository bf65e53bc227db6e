import { FileCode, FileImage, FileJson } from "lucide-react";
import type { ReactNode } from "react";
import type { Editor } from "../editor-context.ts";
import { editorParts } from "../editor-parts.ts";

/** What a plan can be taken elsewhere as. */
export type PlanFileKind = "json" | "svg" | "png" | "mermaid";

/** Every file that a plan can be exported as: its name in words, and whether there is one of a plan without steps. */
export const PLAN_FILES: readonly { kind: PlanFileKind; what: string; icon: ReactNode; ofEmpty: boolean }[] =
  [
    { kind: "json", what: "the plan, as JSON", icon: <FileJson />, ofEmpty: true },
    { kind: "svg", what: "a picture, as SVG", icon: <FileImage />, ofEmpty: false },
    { kind: "png", what: "a picture, as PNG", icon: <FileImage />, ofEmpty: false },
    { kind: "mermaid", what: "the graph, as Mermaid", icon: <FileCode />, ofEmpty: false },
  ];

/** Exports the plan as it is shown. */
export async function exportPlan(editor: Editor, kind: PlanFileKind): Promise<void> {
  const { savePlanFile } = await editorParts();
  await savePlanFile(editor, kind);
}
