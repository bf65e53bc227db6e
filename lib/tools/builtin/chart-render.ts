import { z } from "zod";
import { JsonObject } from "#lib/domain/json.ts";
import { ChartOutput } from "../chart/chart-io.ts";
import { specWithRows } from "../chart/chart-spec.ts";
import { renderChart } from "../chart/render-chart.ts";
import { defineTool } from "../contract.ts";
import { fileName } from "../text/file-name.ts";

const Input = z.object({
  title: z.string().trim().min(1, "The title is empty.").max(300).default("Chart").meta({
    title: "Title",
    description: "What the chart shows; the file is named after it.",
  }),
  spec: z.record(z.string(), z.unknown()).meta({
    title: "Specification",
    description:
      'A Vega-Lite specification without data, such as {"mark": "bar", "encoding": {"x": {"field": "channel"}, "y": {"field": "spend", "type": "quantitative"}}}.',
  }),
  rows: z
    .array(z.record(z.string(), z.unknown()))
    .max(5_000, "A chart can be drawn from 5,000 rows at most.")
    .optional()
    .meta({
      title: "Rows",
      description: "The data: a list of rows, such as those of a query.",
    }),
});

/** Draws a chart from rows. */
export const chartRender = defineTool({
  name: "chart.render",
  title: "Draw chart",
  description:
    "Draws a chart from rows by a Vega-Lite specification, as an SVG picture. It loads nothing and runs nothing.",
  input: Input,
  output: ChartOutput,
  sideEffect: "read",
  local: true,
  timeoutSeconds: 60,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async ({ title, spec, rows }, { signal }) => {
    const { svg, width, height, remarks } = await renderChart(
      specWithRows(JsonObject.parse(spec), rows ? z.array(JsonObject).parse(rows) : null),
      title,
      signal,
    );
    const name = `${fileName(title, "chart")}.svg`;
    const count = rows?.length ?? 0;
    const noted = remarks[0] === undefined ? "" : ` ${remarks[0].replace(/\s+/g, " ").slice(0, 200)}`;
    return {
      output: {
        title,
        rows: count,
        width,
        height,
        files: [{ name, mediaType: "image/svg+xml", content: svg }],
      },
      summary: `Drew ${count} ${count === 1 ? "row" : "rows"} as ${name}.${noted.replace(/[^.…]$/, "$&.")}`,
    };
  },
});
