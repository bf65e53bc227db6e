import { Suspense, useState, type ReactNode } from "react";

/**
 * Draws its child from the moment it is wanted the first time, and keeps it. For what most visits never open: given a `lazy` child, its
 * code comes then.
 */
export function OnceWanted({ wanted, children }: { wanted: boolean; children: ReactNode }) {
  const [ever, setEver] = useState(wanted);
  if (wanted && !ever) setEver(true);
  return ever && <Suspense fallback={null}>{children}</Suspense>;
}
