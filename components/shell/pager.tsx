import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { buttonClasses } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { LinkWait } from "./link-wait.tsx";

const TURN = classes(buttonClasses("secondary", "small"), "relative");

/** Which part of a list is shown, and the way to its neighbours. Nothing for a list of one page. */
export function Pager({
  trail,
  shown,
  pageSize,
  total,
  next,
  busy,
  href,
}: {
  trail: string[];
  /** Rows on this page. */
  shown: number;
  pageSize: number;
  total: number;
  next: string | null;
  /** Whether what is shown, and so `next`, is still that of another page: until it is not, the way on leads nowhere else. */
  busy: boolean;
  href: (trail: string[]) => string;
}) {
  if (trail.length === 0 && next === null) return null;
  const first = trail.length * pageSize + 1;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3">
      <p className="text-muted tabular-nums">
        {shown === 0 ? `${total} in all` : `${first}–${first + shown - 1} of ${total}`}
      </p>
      <div className="flex gap-2">
        {trail.length > 0 && (
          <Link href={href(trail.slice(0, -1))} className={TURN}>
            <ChevronLeft aria-hidden="true" />
            Previous
            <LinkWait />
          </Link>
        )}
        {next !== null && (
          <Link href={href(busy ? trail : [...trail, next])} className={TURN}>
            Next
            <ChevronRight aria-hidden="true" />
            <LinkWait />
          </Link>
        )}
      </div>
    </nav>
  );
}
