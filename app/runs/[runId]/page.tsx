import type { Metadata } from "next";
import { cache } from "react";
import { RunPage } from "#components/run-view/run-page.tsx";
import { runTitle } from "#components/run-view/run-title.ts";
import { pageContext } from "#lib/auth/page-context.ts";
import { getRun } from "#lib/services/get-run.ts";
import { listTools } from "#lib/services/list-tools.ts";
import { foundOr404 } from "../../found-or-404.ts";

/** Read once for the page and its title. */
const readRun = cache(async (runId: string) =>
  foundOr404(getRun({ ctx: await pageContext(), input: { runId } })),
);

type Props = { params: Promise<{ runId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: { absolute: runTitle(await readRun((await params).runId)) } };
}

export default async function RunDetailPage({ params }: Props) {
  const { runId } = await params;
  const ctx = await pageContext();
  const [run, tools] = await Promise.all([readRun(runId), listTools({ ctx, input: {} })]);
  // The key makes another run another page: nothing of the one before stays.
  return <RunPage key={run.id} initial={run} tools={tools} />;
}
