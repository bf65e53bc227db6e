import { PLACES } from "#components/shell/places.ts";
import { SECTIONS } from "#components/settings/settings-page.tsx";

/** A page of the app. */
export type Place = { href: string; label: string };

/** All pages that have a name of their own: those of the navigation, and each of the settings. */
export const PAGES: readonly Place[] = [
  ...PLACES.filter(({ label }) => label !== "Settings").map(({ href, label }) => ({ href, label })),
  ...SECTIONS.map(({ href, label }) => ({ href, label: `Settings: ${label}` })),
];
