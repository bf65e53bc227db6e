import { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { mcpCommand } from "./mcp-servers.ts";

// A process that holds a stubborn server, tells which processes that has, and waits to be killed.
const processes = new McpProcesses({ odd: mcpCommand("odd") });
const signal = new AbortController().signal;
const { connection } = await processes.hold("w", "odd", signal);
const result = await connection.callTool("pids", {}, { signal, onProgress: () => undefined });
const [content] = result.content;
process.stdout.write(content?.type === "text" ? content.text : "[]");
