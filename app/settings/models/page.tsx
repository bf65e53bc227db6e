import type { Metadata } from "next";
import { ModelsPanel } from "#components/settings/models/models-panel.tsx";
import { OwnersOnly } from "#components/settings/owners-only.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { getModelSettings } from "#lib/services/get-model-settings.ts";

export const metadata: Metadata = { title: "Settings: models" };

export default async function ModelsPage() {
  const ctx = await pageContext();
  const settings = await getModelSettings({ ctx, input: {} }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "forbidden") return null;
    throw error;
  });
  return (
    <SettingsPage description="Which models plan, carry out steps and check them. Without any, the built-in planner does what it can.">
      {settings ? <ModelsPanel settings={settings} /> : <OwnersOnly />}
    </SettingsPage>
  );
}
