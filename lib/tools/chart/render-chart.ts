import type { JsonObject } from "#lib/domain/json.ts";
import { ToolError } from "../contract.ts";
import { inConfinedProcess, type Confinement } from "../sandbox/confined-process.ts";
import { escapeHtml } from "../text/escape-html.ts";
import { ChartAnswer, type ChartJob } from "./chart-io.ts";
import { unsafeInSvg } from "./check-svg.ts";

const CONFINEMENT: Confinement = { what: "The chart", seconds: 20, megabytes: 500, answerBytes: 3_000_000 };
/** Longest side of a picture in pixels. */
const MOST_PIXELS = 10_000;

/**
 * Draws a chart in a confined process, and looks over what it drew.
 * @param spec one that `specWithRows` let pass
 * @param seconds how long that may take
 * @throws ToolError `bad_input`, and those of the process; the signal's reason
 */
export async function renderChart(
  spec: JsonObject,
  title: string,
  signal: AbortSignal,
  seconds = CONFINEMENT.seconds,
): Promise<{ svg: string; width: number; height: number; remarks: string[] }> {
  const job: ChartJob = { spec };
  const answer = ChartAnswer.parse(
    await inConfinedProcess("lib/tools/chart/chart-child.ts", job, { ...CONFINEMENT, seconds }, signal),
  );
  if ("wrong" in answer) throw cannot(answer.wrong);
  const problem = unsafeInSvg(answer.svg);
  if (problem !== null) throw cannot(`${problem} A chart has only shapes and texts of its own.`);
  const head = /^<svg [^>]*? width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(answer.svg);
  const width = Number(head?.[1]);
  const height = Number(head?.[2]);
  if (!head || !(width <= MOST_PIXELS && height <= MOST_PIXELS)) {
    throw cannot(`It would be larger than ${MOST_PIXELS} pixels.`);
  }
  const svg = `${head[0]}<title>${escapeHtml(title)}</title>${answer.svg.slice(head[0].length)}`;
  return { svg, width, height, remarks: answer.remarks };
}

function cannot(why: string): ToolError {
  return new ToolError("bad_input", `The chart cannot be drawn. ${why}`);
}
