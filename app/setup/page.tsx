import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "#components/auth/entrance.tsx";
import { SetupForm } from "#components/auth/setup-form.tsx";
import { strangerContext } from "#lib/auth/actor.ts";
import { env } from "#lib/config/env.ts";
import { needsSetup } from "#lib/services/needs-setup.ts";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage() {
  if (!(await needsSetup({ ctx: await strangerContext() }))) redirect("/");
  return (
    <Entrance
      title="Welcome to Planwright"
      lead="Create the owner's account. Everything stays in your own database."
    >
      <SetupForm needsCode={env().PLANWRIGHT_SETUP_CODE !== undefined} />
    </Entrance>
  );
}
