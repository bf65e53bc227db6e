import type { Metadata } from "next";
import Link from "next/link";
import { ImportPlan } from "#components/home/import-plan.tsx";
import { PlanList } from "#components/home/plan-list.tsx";
import { Page } from "#components/shell/page.tsx";
import { buttonClasses } from "#components/ui/button.tsx";
import { pageContext } from "#lib/auth/page-context.ts";

export const metadata: Metadata = { title: "Plans" };

export default async function PlansPage() {
  await pageContext();
  return (
    <Page
      title="Plans"
      actions={
        <>
          <ImportPlan />
          <Link href="/" className={buttonClasses("primary")}>
            New goal
          </Link>
        </>
      }
    >
      <PlanList />
    </Page>
  );
}
