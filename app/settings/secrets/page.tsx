import type { Metadata } from "next";
import { OwnersOnly } from "#components/settings/owners-only.tsx";
import { SecretList } from "#components/settings/secrets/secret-list.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { listSecrets } from "#lib/services/list-secrets.ts";

export const metadata: Metadata = { title: "Settings: secrets" };

export default async function SecretsPage() {
  const ctx = await pageContext();
  const secrets = await listSecrets({ ctx, input: {} }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "forbidden") return null;
    throw error;
  });
  return (
    <SettingsPage description="Keys and passwords that steps use with other programs. Plans name them; nobody sees their values again.">
      {secrets ? <SecretList secrets={secrets} /> : <OwnersOnly />}
    </SettingsPage>
  );
}
