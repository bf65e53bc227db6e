"use client";

import { createContext, useContext } from "react";
import type { Versions } from "./use-versions.ts";

/** Provided by EditorScreen; null where versions are not looked at, as when a run's remaining steps are edited. */
export const VersionsContext = createContext<Versions | null>(null);

export function useVersionsContext(): Versions | null {
  return useContext(VersionsContext);
}

/** What stands in a pane of the timeline, which only opens inside it. */
export function useOpenVersions(): Versions {
  const versions = useVersionsContext();
  if (!versions) throw new Error("This component belongs inside the timeline of a plan.");
  return versions;
}
