import type { Metadata } from "next";
import { LinkEnded } from "#components/share/link-ended.tsx";

export const metadata: Metadata = { title: "Link ended" };

export default function ShareLinkNotFound() {
  return <LinkEnded />;
}
