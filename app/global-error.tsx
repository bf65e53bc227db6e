"use client";

import "./globals.css";

/** Stands in for the whole document when even its frame could not be made: the database is away, for one. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <title>Planwright cannot answer</title>
        <main className="mx-auto max-w-xl px-4 py-16">
          <h1 className="text-lg font-semibold">Planwright cannot answer right now</h1>
          <p className="mt-2 text-muted">
            The server runs, but it could not make this page. Its database may be starting or away. Look at
            the terminal it was started in, then try again.
          </p>
          {error.digest && <p className="mt-2 text-xs text-muted">Reference for the log: {error.digest}</p>}
          <button
            type="button"
            onClick={reset}
            className="mt-4 h-8 rounded-md bg-accent px-3 font-medium text-accent-text hover:bg-accent-hover"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
