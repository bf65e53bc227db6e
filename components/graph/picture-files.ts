import type { PlanGraph } from "#lib/domain/plan.ts";
import { keptRoutes } from "./layout/kept-routes.ts";
import { lastLayout } from "./layout/layout-memory.ts";
import type { Layout } from "./layout/layout-value.ts";
import { requestLayout } from "./layout/request-layout.ts";
import { placesKey, planDirection } from "./plan-direction.ts";
import { planPicture, type PictureInput } from "./plan-picture.ts";
import { handMoved } from "./step-positions.ts";

/** Pixels of a picture for one of the canvas: sharp on dense screens and on paper. */
const SCALE = 2;
/** What browsers draw in one piece, at a side. */
const LONGEST_SIDE = 16_000;

/** What a picture shows of a plan besides its graph; `positionsKey`: where its hand-moved cards are kept. */
export type PictureOf = Pick<PictureInput, "lineOf" | "statusOf"> & { positionsKey: string };

/**
 * The plan as it stands on the canvas, as an SVG document, with every group open.
 * @returns rejects when the layout's code cannot be loaded
 */
export async function svgOf(
  graph: PlanGraph,
  { positionsKey, ...look }: PictureOf,
): Promise<{ svg: string; width: number; height: number }> {
  const key = placesKey(positionsKey, planDirection());
  const laidOut = await layoutOf(graph, key);
  const moved = handMoved(key);
  const routes = keptRoutes(graph.dependencies, laidOut.routes, moved);
  const layout = { ...laidOut, points: { ...laidOut.points, ...moved }, routes };
  return planPicture({ graph, layout, ...look });
}

/** What the canvas shows; laid out afresh when it shows another plan, or none. */
async function layoutOf(graph: PlanGraph, key: string): Promise<Layout> {
  const shown = lastLayout(key);
  if (shown && graph.steps.every(({ id }) => id in shown.points)) return shown;
  return requestLayout(
    { shape: graph, direction: planDirection(), earlier: null },
    new AbortController().signal,
  );
}

/**
 * An SVG document as PNG, twice as large, or smaller where a browser could not draw it.
 * @returns null when the plan is too large for one picture; rejects when it cannot be drawn
 */
export async function pngOf({
  svg,
  width,
  height,
}: {
  svg: string;
  width: number;
  height: number;
}): Promise<Blob | null> {
  const scale = Math.min(SCALE, LONGEST_SIDE / width, LONGEST_SIDE / height);
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
