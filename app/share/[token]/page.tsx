import type { Metadata } from "next";
import { cache } from "react";
import { SharedPage } from "#components/share/shared-page.tsx";
import { strangerContext } from "#lib/auth/actor.ts";
import { openShare } from "#lib/services/open-share.ts";
import { foundOr404 } from "../../found-or-404.ts";

/** Opened once for the page and its title. */
const open = cache(async (token: string) =>
  foundOr404(openShare({ ctx: await strangerContext(), input: { token } })),
);

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await open((await params).token);
  return { title, robots: { index: false, follow: false }, referrer: "no-referrer" };
}

export default async function ShareLinkPage({ params }: Props) {
  const { token } = await params;
  return <SharedPage token={token} view={await open(token)} />;
}
