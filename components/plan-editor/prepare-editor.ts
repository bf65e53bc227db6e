/**
 * Loads what the editor needs before a plan is opened: its code and the layout's. For pages that lead to one; called again it does
 * nothing.
 */
export async function prepareEditor(): Promise<void> {
  const [{ prepareLayout }] = await Promise.all([
    import("#components/graph/layout/request-layout.ts"),
    import("./plan-editor.tsx"),
    import("#components/graph/plan-canvas.tsx"),
  ]);
  prepareLayout();
}
