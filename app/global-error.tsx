"use client";

import { useSyncExternalStore, useTransition } from "react";
import { chosenTheme } from "#components/shell/theme.ts";
import { Button } from "#components/ui/button.tsx";
import "./globals.css";

const never = () => () => {};

/** Stands in for the whole document when even its frame could not be made: the database is away, for one. */
export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const [trying, startTrying] = useTransition();
  const theme = useSyncExternalStore(never, chosenTheme, () => "system");
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <body>
        <title>Planwright cannot answer</title>
        <main className="mx-auto max-w-xl px-4 py-16">
          <h1 className="text-lg font-semibold">Planwright cannot answer right now</h1>
          <p className="mt-2 text-muted">
            The server runs, but it could not make this page. Its database may be starting or away. Look at
            the terminal it was started in, then try again.
          </p>
          {error.digest && <p className="mt-2 text-xs text-muted">Reference for the log: {error.digest}</p>}
          <Button variant="primary" busy={trying} onClick={() => startTrying(retry)} className="mt-4">
            Try again
          </Button>
        </main>
      </body>
    </html>
  );
}
