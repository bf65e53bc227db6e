import { HomeView } from "#components/home/home-view.tsx";
import { pageContext } from "#lib/auth/page-context.ts";
import { getHome } from "#lib/services/get-home.ts";

export default async function HomePage() {
  const ctx = await pageContext();
  return <HomeView initial={await getHome({ ctx, input: {} })} />;
}
