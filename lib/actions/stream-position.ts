import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { Topic } from "#lib/domain/event.ts";

/** A topic to follow and the last sequence number the reader has, or null for "from now on". */
export type Following = { topic: Topic; after: number | null };

const Query = z.object({
  topics: z.array(Topic).min(1, "Name at least one topic.").max(20, "A stream carries 20 topics at most."),
  after: z.array(z.coerce.number("This is not a number.").int().min(0)),
});

const listed = (value: string | null) => (value ? value.split(",") : []);

/**
 * Reads what a stream is asked for: `topics=plan:..,inbox&after=12,3` (one number a topic, in order; none at all means from now on).
 * @param lastEventId what the browser sends when it reconnects; it knows better than the address it first opened
 * @throws DomainError `invalid`
 */
export function readFollowing(query: URLSearchParams, lastEventId: string | null): Following[] {
  const { topics, after } = parseInput(Query, {
    topics: listed(query.get("topics")),
    after: listed(query.get("after")),
  });
  const resumed = parsePosition(lastEventId ?? "");
  return [...new Set(topics)].map((topic) => ({
    topic,
    after: resumed.get(topic) ?? after[topics.indexOf(topic)] ?? null,
  }));
}

/** Writes where each topic of a stream stands, as the `id:` of an event: `plan:x=12,inbox=3`. */
export function formatPosition(positions: Readonly<Record<string, number>>): string {
  return Object.entries(positions)
    .map(([topic, seq]) => `${topic}=${seq}`)
    .join(",");
}

/** Reads an `id:` back; parts that are not ours are passed over, since a header can hold anything. */
function parsePosition(id: string): Map<string, number> {
  const parts = id.split(",").map((part) => /^([a-z:0-9]+)=(\d{1,15})$/.exec(part));
  return new Map(
    parts.flatMap((match) => (match?.[1] && match[2] ? [[match[1], Number(match[2])] as const] : [])),
  );
}
