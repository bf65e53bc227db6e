import type { PictureOf } from "#components/graph/picture-files.ts";
import { showToast } from "#components/ui/toast.tsx";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { saveFile } from "./save-file.ts";

const NOT_DRAWN = "The plan could not be drawn. Try again, or reload the page.";

/** Has the browser save a graph, as it stands on the canvas, as a picture that names each step's tool. A reader is told when that cannot be. */
export async function savePicture(
  kind: "svg" | "png",
  name: string,
  graph: PlanGraph,
  { tools, ...look }: Omit<PictureOf, "lineOf"> & { tools: readonly ToolSpec[] },
): Promise<void> {
  try {
    const { pngOf, svgOf } = await import("#components/graph/picture-files.ts");
    const titles = new Map(tools.map((tool) => [tool.name, tool.title]));
    const used = new Map(graph.steps.map(({ id, tool }) => [id, titles.get(tool) ?? tool]));
    const drawn = await svgOf(graph, { ...look, lineOf: (stepId) => used.get(stepId) ?? "" });
    const content = kind === "png" ? await pngOf(drawn) : new Blob([drawn.svg], { type: "image/svg+xml" });
    if (content) saveFile(`${name}.${kind}`, content);
    else showToast("The plan is too large to be drawn as one picture. Save it as SVG.", "error");
  } catch {
    showToast(NOT_DRAWN, "error");
  }
}

/** Has it save a graph as a Mermaid flowchart. A reader is told when that cannot be. */
export async function saveMermaid(name: string, graph: PlanGraph): Promise<void> {
  try {
    const { toMermaid } = await import("#lib/domain/mermaid.ts");
    saveFile(`${name}.mmd`, new Blob([toMermaid(graph)], { type: "text/plain" }));
  } catch {
    showToast(NOT_DRAWN, "error");
  }
}
