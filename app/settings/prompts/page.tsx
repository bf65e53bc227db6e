import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OwnersOnly } from "#components/settings/owners-only.tsx";
import { PromptList } from "#components/settings/prompts/prompt-list.tsx";
import { PromptPanel } from "#components/settings/prompts/prompt-panel.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { PromptName } from "#lib/domain/prompt.ts";
import { getPrompt } from "#lib/services/get-prompt.ts";
import { listPlans } from "#lib/services/list-plans.ts";
import { listPrompts } from "#lib/services/list-prompts.ts";

export const metadata: Metadata = { title: "Settings: prompts" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function PromptsPage({ searchParams }: Props) {
  const { prompt, before } = await searchParams;
  const content = await (prompt === undefined ? readList() : readOne(prompt, before)).catch(
    (error: unknown) => {
      if (error instanceof DomainError && error.code === "forbidden") return <OwnersOnly />;
      throw error;
    },
  );
  return (
    <SettingsPage description="The instructions that models are given. Saved texts are versions; each run keeps those it began with.">
      {content}
    </SettingsPage>
  );
}

async function readList() {
  return <PromptList prompts={await listPrompts({ ctx: await pageContext(), input: {} })} />;
}

async function readOne(prompt: string | string[], before: string | string[] | undefined) {
  const name = PromptName.safeParse(prompt);
  if (!name.success) notFound();
  const ctx = await pageContext();
  const from = /^[1-9]\d{0,8}$/.test(String(before)) ? { before: Number(before) } : {};
  const detail = await getPrompt({ ctx, input: { name: name.data, ...from } });
  const { items } = await listPlans({ ctx, input: {} });
  const goals = items.map(({ id, title, goal }) => ({ id, title, goal }));
  return <PromptPanel key={detail.name} stored={detail} goals={goals} />;
}
