import { eventStream, STREAM_HEADERS } from "#lib/actions/event-stream.ts";
import { respond } from "#lib/actions/respond.ts";
import { readFollowing } from "#lib/actions/stream-position.ts";
import { stillAllowed } from "#lib/auth/actor.ts";
import { subscribe } from "#lib/events/subscribe.ts";
import { followTopics } from "#lib/services/follow-topics.ts";

export const GET = respond(async ({ ctx, query, request }) => {
  const following = readFollowing(query, request.headers.get("last-event-id"));
  const { workspaceId, positions } = await followTopics({ ctx, input: { topics: following } });
  // Next answers HEAD by this handler too, and would leave a stream open that nobody reads.
  if (request.method === "HEAD") return new Response(null, { headers: STREAM_HEADERS });
  const body = eventStream({
    follow: (signal) => subscribe({ workspaceId, positions, signal }),
    positions,
    allowed: () => stillAllowed(ctx),
    signal: request.signal,
  });
  return new Response(body, { headers: STREAM_HEADERS });
});
