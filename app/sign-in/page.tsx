import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "#components/auth/entrance.tsx";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { optionalContext, strangerContext } from "#lib/auth/actor.ts";
import { needsSetup } from "#lib/services/needs-setup.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  if (await optionalContext()) redirect("/");
  if (await needsSetup({ ctx: await strangerContext() })) redirect("/setup");
  const { callbackUrl } = await searchParams;
  return (
    <Entrance title="Sign in" lead="Go on with your plans and runs.">
      <SignInForm returnTo={typeof callbackUrl === "string" ? callbackUrl : null} />
    </Entrance>
  );
}
