"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { whenIdle } from "./when-idle.ts";

const RunNotices = lazy(async () => ({
  default: (await import("#components/run-view/run-notices.tsx")).RunNotices,
}));

/** What every page has but none needs at first: it comes when the browser has nothing else to do. */
export function Later() {
  const [idle, setIdle] = useState(false);
  useEffect(() => whenIdle(() => setIdle(true)), []);
  return idle ? (
    <Suspense>
      <RunNotices />
    </Suspense>
  ) : null;
}
