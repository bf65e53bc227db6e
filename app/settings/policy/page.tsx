import type { Metadata } from "next";
import { OwnersOnly } from "#components/settings/owners-only.tsx";
import { PolicyScreen } from "#components/settings/policy/policy-screen.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { getPolicy } from "#lib/services/get-policy.ts";
import { listTools } from "#lib/services/list-tools.ts";

export const metadata: Metadata = { title: "Settings: policy" };

export default async function PolicyPage() {
  const ctx = await pageContext();
  const policy = await getPolicy({ ctx, input: {} }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "forbidden") return null;
    throw error;
  });
  return (
    <SettingsPage description="The rules that plans, calls and outputs of this workspace are held to.">
      {policy ? (
        <PolicyScreen initial={policy} tools={await listTools({ ctx, input: {} })} />
      ) : (
        <OwnersOnly />
      )}
    </SettingsPage>
  );
}
