import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import { JsonObject } from "#lib/domain/json.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { budgetAllocate } from "./builtin/budget-allocate.ts";
import { cacheRead } from "./builtin/cache-read.ts";
import { calendarBuild } from "./builtin/calendar-build.ts";
import { chartRender } from "./builtin/chart-render.ts";
import { codeRun } from "./builtin/code-run.ts";
import { dataQuery } from "./builtin/data-query.ts";
import { documentCompose } from "./builtin/document-compose.ts";
import { humanAsk } from "./builtin/human-ask.ts";
import { httpRequest } from "./builtin/http-request.ts";
import { keywordsExtract } from "./builtin/keywords-extract.ts";
import { knowledgeSearch } from "./builtin/knowledge-search.ts";
import { metricsAnalyse } from "./builtin/metrics-analyse.ts";
import { subplanRun } from "./builtin/subplan-run.ts";
import { textCheck } from "./builtin/text-check.ts";
import { textExtract } from "./builtin/text-extract.ts";
import { textWrite } from "./builtin/text-write.ts";
import { webFetch } from "./builtin/web-fetch.ts";
import { webSearch } from "./builtin/web-search.ts";
import { webhookCall } from "./builtin/webhook-call.ts";
import { waitUntil } from "./builtin/wait-until.ts";
import { strongestEffect, type Tool } from "./contract.ts";

const BUILTIN = {
  "knowledge.search": knowledgeSearch,
  "web.search": webSearch,
  "web.fetch": webFetch,
  "cache.read": cacheRead,
  "keywords.extract": keywordsExtract,
  "metrics.analyse": metricsAnalyse,
  "budget.allocate": budgetAllocate,
  "calendar.build": calendarBuild,
  "text.write": textWrite,
  "text.extract": textExtract,
  "text.check": textCheck,
  "document.compose": documentCompose,
  "http.request": httpRequest,
  "webhook.call": webhookCall,
  "data.query": dataQuery,
  "chart.render": chartRender,
  "code.run": codeRun,
  "human.ask": humanAsk,
  "wait.until": waitUntil,
  "subplan.run": subplanRun,
} satisfies Record<string, Tool>;

/** Every tool of this installation by name, in the order that lists show. */
export const TOOLS: ReadonlyMap<string, Tool> = new Map(Object.entries<Tool>(BUILTIN));

function specOf(tool: Tool): Omit<ToolSpec, "unavailable"> {
  const definition = {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: JsonObject.parse(z.toJSONSchema(tool.input, { io: "input" })),
    outputSchema: JsonObject.parse(z.toJSONSchema(tool.output, { io: "output" })),
    ...(tool.outputFrom !== undefined && { outputFrom: tool.outputFrom }),
    sideEffect: strongestEffect(tool),
    ...(typeof tool.sideEffect !== "string" && { effects: tool.sideEffect }),
    ...(tool.reaches && { reaches: tool.reaches }),
    ...(tool.waits && { waits: true }),
    ...(tool.startsRuns && { startsRuns: true }),
    ...(tool.looksBy !== undefined && { looksBy: tool.looksBy }),
    ...(tool.reads && { reads: [...tool.reads] }),
    ...(tool.outside && { outside: true }),
    ...(tool.sensitive && { sensitive: [...tool.sensitive] }),
    ...(tool.secrets && { secrets: [...tool.secrets] }),
    timeoutSeconds: tool.timeoutSeconds,
  };
  const version = createHash("sha256").update(canonicalJson(definition)).digest("hex").slice(0, 16);
  const { costMicros, typicalSeconds, asks } = tool;
  return {
    ...definition,
    version,
    costMicros,
    typicalSeconds,
    ...(asks && { asks: { role: asks.role, outputTokens: asks.outputTokens } }),
  };
}

let specs: Omit<ToolSpec, "unavailable">[] | null = null;

/** All tools as plain data, with JSON Schemas of what they take and give. Definitions are worked out once a process. */
export function toolSpecs(): ToolSpec[] {
  specs ??= [...TOOLS.values()].map(specOf);
  return specs.map((spec) => ({ ...spec, unavailable: TOOLS.get(spec.name)?.unavailable() ?? null }));
}
