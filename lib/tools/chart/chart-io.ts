import { z } from "zod";
import type { JsonObject } from "#lib/domain/json.ts";
import { OutputFileContent } from "../contract.ts";

/** What the chart tool gives. */
export const ChartOutput = z.object({
  title: z.string().describe("What the chart shows"),
  rows: z.number().int().describe("How many rows it is drawn from"),
  width: z.number().describe("Width of the picture in pixels"),
  height: z.number(),
  files: z.array(OutputFileContent).describe("The chart as an .svg file"),
});
export type ChartOutput = z.infer<typeof ChartOutput>;

/** What the confined process draws: a Vega-Lite specification with its rows in it. */
export type ChartJob = { spec: JsonObject };

/** What it answers: the picture, or what is wrong with the specification. */
export const ChartAnswer = z.union([
  z.object({ svg: z.string(), remarks: z.array(z.string()) }),
  z.object({ wrong: z.string() }),
]);
export type ChartAnswer = z.infer<typeof ChartAnswer>;
