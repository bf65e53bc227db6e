import type { Metadata } from "next";
import { ToolsView } from "#components/tools/tools-view.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { getPolicyInForce } from "#lib/services/get-policy-in-force.ts";
import { listTools } from "#lib/services/list-tools.ts";

export const metadata: Metadata = { title: "Tools" };

export default async function ToolsPage() {
  const ctx = await pageContext();
  const [tools, policy] = await Promise.all([
    listTools({ ctx, input: {} }),
    getPolicyInForce({ ctx, input: {} }),
  ]);
  return <ToolsView tools={tools} policy={policy} />;
}
