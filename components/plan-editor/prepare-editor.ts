import { prepareLayout } from "#components/graph/layout/request-layout.ts";

/**
 * Loads what the editor needs before a plan is opened: its code and the layout's. For pages that lead to one; called again it does
 * nothing.
 */
export async function prepareEditor(): Promise<void> {
  await import("./plan-editor.tsx");
  prepareLayout();
}
