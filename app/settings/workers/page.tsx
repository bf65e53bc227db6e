import type { Metadata } from "next";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { WorkersPanel } from "#components/settings/workers-panel.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { listWorkers } from "#lib/services/list-workers.ts";

export const metadata: Metadata = { title: "Settings: workers" };

export default async function WorkersPage() {
  const ctx = await pageContext();
  return (
    <SettingsPage description="The programs that carry steps out, and what waits for them.">
      <WorkersPanel initial={await listWorkers({ ctx, input: {} })} />
    </SettingsPage>
  );
}
