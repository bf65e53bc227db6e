import type { Metadata } from "next";
import { PlaybooksView } from "#components/playbooks/playbooks-view.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { listPlaybooks } from "#lib/services/list-playbooks.ts";

export const metadata: Metadata = { title: "Playbooks" };

export default async function PlaybooksPage() {
  const ctx = await pageContext();
  return <PlaybooksView initial={await listPlaybooks({ ctx, input: {} })} />;
}
