import type { Metadata } from "next";
import { McpPanel } from "#components/settings/mcp/mcp-panel.tsx";
import { OwnersOnly } from "#components/settings/owners-only.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { listMcpServers } from "#lib/services/list-mcp-servers.ts";

export const metadata: Metadata = { title: "Settings: MCP servers" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function McpPage({ searchParams }: Props) {
  const { "sign-in": signIn } = await searchParams;
  const ctx = await pageContext();
  const servers = await listMcpServers({ ctx, input: {} }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "forbidden") return null;
    throw error;
  });
  return (
    <SettingsPage description="Where further tools come from. Plans can use a tool only after you have looked at it and approved it.">
      {servers ? <McpPanel initial={servers} signInLost={signIn === "unknown"} /> : <OwnersOnly />}
    </SettingsPage>
  );
}
