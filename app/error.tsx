"use client";

import { useTransition } from "react";
import { ErrorNote } from "#components/ui/error-note.tsx";

/** Stands in for a page that could not be made; the frame around it still works. */
export default function PageError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const [trying, startTrying] = useTransition();
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-10">
      <h1 className="sr-only">Error</h1>
      <ErrorNote
        title="This page could not be shown"
        message="Something went wrong on the way. Your plans and runs are safe; a run that is under way goes on."
        {...(error.digest ? { id: error.digest } : {})}
        onRetry={() => startTrying(retry)}
        retrying={trying}
      />
    </div>
  );
}
