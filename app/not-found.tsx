import type { Metadata } from "next";
import Link from "next/link";
import { buttonClasses } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <div className="flex flex-1 items-center justify-center">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is nothing here"
        action={
          <>
            <Link href="/" className={buttonClasses("primary")}>
              Go to the start page
            </Link>
            <Link href="/runs" className={buttonClasses()}>
              Look through the runs
            </Link>
          </>
        }
      >
        The address may be mistyped, or what it named is not in your workspace.
      </EmptyState>
    </div>
  );
}
