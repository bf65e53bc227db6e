"use client";

import type { ReactNode } from "react";

/** Says its text to screen readers when it changes, and shows nothing. */
export function LiveRegion({ children }: { children: ReactNode }) {
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {children}
    </div>
  );
}
