import type { Metadata } from "next";
import { cache } from "react";
import { PlanEditor } from "#components/plan-editor/plan-editor.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { listTools } from "#lib/services/list-tools.ts";
import { foundOr404 } from "../../found-or-404.ts";

/** Read once for the page and its title. */
const readPlan = cache(async (planId: string) =>
  foundOr404(getPlan({ ctx: await pageContext(), input: { planId } })),
);

type Props = { params: Promise<{ planId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await readPlan((await params).planId)).title };
}

export default async function PlanPage({ params }: Props) {
  const { planId } = await params;
  const [plan, tools] = await Promise.all([
    readPlan(planId),
    listTools({ ctx: await pageContext(), input: {} }),
  ]);
  // The key makes another plan another editor: nothing of the one before stays.
  return <PlanEditor key={plan.id} initial={plan} tools={tools} />;
}
