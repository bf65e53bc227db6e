import Link from "next/link";
import { buttonClasses } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** What stands on a page of a list that has become too short for it. `href`: the list's first page. */
export function EmptyPage({ href }: { href: string }) {
  return (
    <EmptyState
      title="Nothing on this page"
      action={
        <Link href={href} className={buttonClasses()}>
          Go to the first page
        </Link>
      }
    >
      The list has become shorter. What is left stands on the pages before.
    </EmptyState>
  );
}
