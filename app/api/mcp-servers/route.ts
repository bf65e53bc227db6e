import { respond } from "#lib/actions/respond.ts";
import { listMcpServers } from "#lib/services/list-mcp-servers.ts";

export const GET = respond(({ ctx }) => listMcpServers({ ctx, input: {} }));
