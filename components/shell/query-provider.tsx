"use client";

import "./zod-without-eval.ts";
import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { ApiError } from "./api.ts";

const MAX_TRIES = 3;

// What changes in one task is drawn at once and together. Without this the cache tells of it in a task of its own, often a frame later.
notifyManager.setScheduler(queueMicrotask);

/** Only what may succeed a moment later is tried again. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.code === "unavailable" || error.code === "limit");
}

/** Holds the cache of everything the page has read. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 5_000,
            retry: (failures, error) => failures + 1 < MAX_TRIES && mayPass(error),
          },
          mutations: { retry: false },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
