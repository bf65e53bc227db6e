import type { Metadata } from "next";
import { KnowledgeView } from "#components/knowledge/knowledge-view.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { listDocuments } from "#lib/services/list-documents.ts";

export const metadata: Metadata = { title: "Knowledge" };

export default async function KnowledgePage() {
  const ctx = await pageContext();
  return <KnowledgeView initial={await listDocuments({ ctx, input: {} })} />;
}
