import { z } from "zod";
import { asData } from "#lib/models/as-data.ts";
import { ModelError, type ModelAccess, type ModelAnswer } from "#lib/models/port.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { citationOf, distinct, type Citation } from "../citation.ts";
import { ToolError, type ToolContext, type ToolResult } from "../contract.ts";
import type { TextOutput } from "./text-io.ts";

/** What a text is to be. */
export type TextOrder = { brief: string; topic: string; audience?: string | undefined; material: unknown[] };

/** Most characters of all material together: more than most models take would fail for want of room. */
const MOST_MATERIAL = 200_000;
/** Counted is what the material could cost at most; mostly it costs a fraction of it. */
const CAP_MICROS = 2_000_000;
const OUTPUT_TOKENS = 8_000;

/**
 * Has the executor model write a text, shown as it is written. Of the places that the text cites, those that the material has are
 * told as citations.
 * @throws ToolError when no model could; a provider's passing trouble is retryable
 */
export async function writeText(
  order: TextOrder,
  { models, prompt }: ModelAccess,
  {
    goal,
    missing,
    origins,
    signal,
    write,
  }: Pick<ToolContext, "goal" | "missing" | "origins" | "signal" | "write">,
): Promise<ToolResult<z.input<typeof TextOutput>>> {
  const stream = models.streamText("executor", {
    purpose: "step.write",
    messages: [
      { role: "system", text: prompt("step.write").text },
      { role: "user", text: describe(order, goal?.text ?? null, missing, origins) },
    ],
    signal,
    budget: { cap: spendCap(CAP_MICROS), outputTokens: OUTPUT_TOKENS },
  });
  const answer = await listen(stream, write);
  const text = answer.text.replaceAll("\u0000", "").toWellFormed().trim();
  if (text === "") throw new ToolError("nothing_written", "The model wrote nothing.", { retryable: true });
  const citations = citationsIn(text, placesIn(order.material));
  const cut = answer.finish === "length" ? " It was cut off at its length limit." : "";
  const words = text.split(/\s+/).length.toLocaleString("en");
  return {
    output: { text, assembled: false, model: answer.model, citations },
    summary: `Written by ${answer.model}: ${words} words, ${citations.length} cited ${citations.length === 1 ? "place" : "places"}.${cut}`,
  };
}

async function listen(
  stream: ReturnType<ModelAccess["models"]["streamText"]>,
  write: ToolContext["write"],
): Promise<ModelAnswer<string>> {
  try {
    for await (const part of stream) {
      if (part.kind === "answer") return part.answer;
      write(part.kind === "text" ? part.text : null);
    }
    throw new ToolError("nothing_written", "The model wrote nothing.", { retryable: true });
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new ToolError(`model_${cause.code}`, cause.message, { retryable: cause.passing, cause });
  }
}

function describe(
  { brief, topic, audience, material }: TextOrder,
  goal: string | null,
  missing: readonly string[],
  origins: ToolContext["origins"],
): string {
  // What an earlier step gave is no order of the person's, whichever argument it stands in.
  const said = (name: string, value: string) =>
    origins.some(({ path }) => path[0] === name) ? asData(name, value) : value;
  const share = Math.floor(MOST_MATERIAL / Math.max(1, material.length));
  const pieces = material.map((piece, index) => {
    const text = typeof piece === "string" ? piece : JSON.stringify(piece);
    return asData(`material ${index + 1}`, text.slice(0, share).toWellFormed());
  });
  return [
    ...pieces,
    goal === null ? "" : asData("goal of the whole work", goal),
    `Write about: ${said("topic", topic)}`,
    audience?.trim() ? `For: ${said("audience", audience.trim())}` : "",
    `What the text has to say: ${said("brief", brief)}`,
    "Where you use a document of the material, cite it in the text as (name of the document, line 12), or where the material gives its page, as (name of the document, page 3).",
    missing.length > 0
      ? `The text before this one was not good enough.\n${asData("what was missing in it", missing.join(" "))}`
      : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const CitedPlace = z.object({
  document: z.string(),
  line: z.number().int(),
  page: z.number().int().nullish(),
  heading: z.string().nullish(),
  kind: z.string().optional(),
});

/** Every place of a document that the material names, at any depth. */
function placesIn(value: unknown, levels = 12): Citation[] {
  if (typeof value !== "object" || value === null || levels === 0) return [];
  if (Array.isArray(value)) return value.flatMap((item) => placesIn(item, levels - 1));
  const place = CitedPlace.safeParse(value);
  const own = place.success ? [citationOf(place.data)] : [];
  return [...own, ...Object.values(value).flatMap((part) => placesIn(part, levels - 1))];
}

/** The places that a text cites and the material has; what a model makes up is no citation. */
function citationsIn(text: string, places: readonly Citation[]): Citation[] {
  const known = distinct(places);
  const stands = (at: string) => {
    const found = text.indexOf(at);
    return found >= 0 && !/\d/.test(text[found + at.length] ?? "");
  };
  return known.filter(
    ({ document, line, page }) =>
      stands(`${document}, line ${line}`) || (page !== undefined && stands(`${document}, page ${page}`)),
  );
}
