import { after } from "next/server";
import { EXAMPLE_GOALS } from "#components/home/example-goals.ts";
import { HomeView } from "#components/home/home-view.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { getHome } from "#lib/services/get-home.ts";
import { warmUpReading } from "#lib/services/plans/warm-up-reading.ts";

export default async function HomePage() {
  const ctx = await pageContext();
  after(warmUpReading);
  return <HomeView initial={await getHome({ ctx, input: {} })} examples={EXAMPLE_GOALS} />;
}
