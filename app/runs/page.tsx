import type { Metadata } from "next";
import { RunList } from "#components/run-view/run-list.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageContext } from "#lib/auth/page-context.ts";

export const metadata: Metadata = { title: "Runs" };

export default async function RunsPage() {
  await pageContext();
  return (
    <Page title="Runs">
      <RunList />
    </Page>
  );
}
