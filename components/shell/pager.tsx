import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { buttonClasses } from "#components/ui/button.tsx";

/** Which part of a list is shown, and the way to its neighbours. Nothing for a list of one page. */
export function Pager({
  trail,
  shown,
  pageSize,
  total,
  next,
  href,
}: {
  trail: string[];
  /** Rows on this page. */
  shown: number;
  pageSize: number;
  total: number;
  next: string | null;
  href: (trail: string[]) => string;
}) {
  if (trail.length === 0 && next === null) return null;
  const first = trail.length * pageSize + 1;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3">
      <p className="text-muted tabular-nums">
        {shown === 0 ? "Nothing on this page" : `${first}–${first + shown - 1} of ${total}`}
      </p>
      <div className="flex gap-2">
        {trail.length > 0 && (
          <Link href={href(trail.slice(0, -1))} className={buttonClasses("secondary", "small")}>
            <ChevronLeft aria-hidden="true" />
            Previous
          </Link>
        )}
        {next !== null && (
          <Link href={href([...trail, next])} className={buttonClasses("secondary", "small")}>
            Next
            <ChevronRight aria-hidden="true" />
          </Link>
        )}
      </div>
    </nav>
  );
}
