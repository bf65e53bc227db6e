import type { Db } from "#lib/db/client.ts";
import { isSignedInTo } from "#lib/domain/mcp.ts";
import type { ClaimedStep } from "#lib/ledger/advance.ts";
import { beginReading } from "#lib/services/mcp/begin-reading.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { specOfApproved } from "#lib/tools/mcp/approved-tool.ts";
import { approvedTools } from "#lib/tools/mcp/approved-tools.ts";
import { mcpTool } from "#lib/tools/mcp/mcp-tool.ts";
import type { McpProcesses } from "#lib/tools/mcp/processes.ts";
import type { SignIns } from "#lib/tools/mcp/sign-in/sign-ins.ts";

/** Tools by name, with the hash of each one's definition. */
export type ToolKit = { tools: ReadonlyMap<string, Tool>; versions: ReadonlyMap<string, string> };

/** What a step needs: its tools, as its run pinned them. */
type Wanted = Pick<ClaimedStep, "step" | "toolVersions">;

/** How long tools that were read are taken to be the workspace's. A change reaches every step that begins a second later. */
const FRESH_MS = 1_000;
const MOST_KNOWN = 1_000;

/** The tools of the workspaces whose steps a worker carries out: the installation's, and what owners approved of MCP servers. */
export class WorkspaceTools {
  readonly #db: Db;
  readonly #own: ToolKit;
  readonly #processes: McpProcesses;
  readonly #signIns: SignIns;
  readonly #known = new Map<string, { kit: Promise<ToolKit>; until: number }>();

  constructor(db: Db, own: ToolKit, processes: McpProcesses, signIns: SignIns) {
    this.#db = db;
    this.#own = own;
    this.#processes = processes;
    this.#signIns = signIns;
  }

  /**
   * The tools of a workspace, read once a second at most, for every step asks for them; and anew when the step's run pinned others than
   * those that are known: it may have begun just after a tool was approved.
   */
  async of(workspaceId: string, { step, toolVersions: pinned }: Wanted): Promise<ToolKit> {
    const known = this.#known.get(workspaceId);
    if (known && performance.now() < known.until) {
      const { versions } = await known.kit;
      const names = [step.tool, ...step.fallbacks.map(({ tool }) => tool)];
      if (!names.some((name) => name.startsWith("mcp.") && versions.get(name) !== pinned[name]))
        return known.kit;
    }
    const kit = this.#read(workspaceId);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(workspaceId, { kit, until: performance.now() + FRESH_MS });
    // What could not be read is not kept.
    kit.catch(() => this.#known.delete(workspaceId));
    return kit;
  }

  async #read(workspaceId: string): Promise<ToolKit> {
    const approved = await approvedTools(this.#db, workspaceId);
    if (approved.length === 0) return this.#own;
    const tools = new Map(this.#own.tools);
    const versions = new Map(this.#own.versions);
    for (const { serverId, ...tool } of approved) {
      const onChanged = async () => {
        await this.#db.$transaction((tx) => beginReading(tx, { workspaceId, serverId }));
      };
      const { name, place } = tool.server;
      const signIn = isSignedInTo(place) ? this.#signIns.of({ workspaceId, serverId }, name) : null;
      tools.set(tool.name, mcpTool(tool, { processes: this.#processes, signIn, onChanged }));
      versions.set(tool.name, specOfApproved(tool).version);
    }
    return { tools, versions };
  }
}
