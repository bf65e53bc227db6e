import type { Metadata } from "next";
import { Inbox } from "#components/approvals/inbox.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageContext } from "#lib/auth/page-context.ts";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  await pageContext();
  return (
    <Page
      title="Approvals"
      description="What runs wait for: calls, outputs and plans to approve, questions to answer, spend caps to raise."
    >
      <Inbox />
    </Page>
  );
}
