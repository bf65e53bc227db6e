import type { z } from "zod";
import { PlanPatch } from "./patch.ts";
import { unstorablePaths } from "./storable.ts";

/** A plan patch that a person or program sends: also without characters that cannot be kept, wherever arguments hide them. */
export const StorablePatch = PlanPatch.superRefine((patch, context) => {
  const told = new Set(context.issues.map((issue) => JSON.stringify(issue.path ?? [])));
  for (const path of unstorablePaths(patch)) {
    // Titles and instructions say so themselves.
    if (told.has(JSON.stringify(path))) continue;
    const message =
      "This has a character that cannot be kept (NUL or half of a surrogate pair). Remove it and try again.";
    context.addIssue({ code: "custom", path, message });
  }
});
export type StorablePatch = z.infer<typeof StorablePatch>;
