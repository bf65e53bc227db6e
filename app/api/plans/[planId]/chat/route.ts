import { respond } from "#lib/actions/respond.ts";
import { listChatMessages } from "#lib/services/list-chat-messages.ts";

export const GET = respond<{ planId: string }>(({ ctx, params, query }) =>
  listChatMessages({ ctx, input: { ...params, before: query.get("before") } }),
);
