import type { Metadata } from "next";
import { OwnersOnly } from "#components/settings/owners-only.tsx";
import { RunSettingsForm } from "#components/settings/run-settings-form.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { getRunSettings } from "#lib/services/get-run-settings.ts";
import { listTools } from "#lib/services/list-tools.ts";

export const metadata: Metadata = { title: "Settings: runs" };

export default async function RunSettingsPage() {
  const ctx = await pageContext();
  const settings = await getRunSettings({ ctx, input: {} }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "forbidden") return null;
    throw error;
  });
  return (
    <SettingsPage description="How the runs of this workspace behave, from the next step on that starts.">
      {settings ? (
        <RunSettingsForm initial={settings} tools={await listTools({ ctx, input: {} })} />
      ) : (
        <OwnersOnly />
      )}
    </SettingsPage>
  );
}
