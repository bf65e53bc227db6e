import Link from "next/link";
import type { WaitingRequest } from "#lib/domain/view.ts";
import { LinkWait } from "#components/shell/link-wait.tsx";
import { Moment } from "#components/shell/moment.tsx";

/** One request that waits for the reader: the whole row leads to it. */
export function WaitingRow({ request }: { request: WaitingRequest }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5 hover:bg-hover/60 has-focus-visible:bg-hover/60">
      <div className="min-w-0 flex-1 basis-64">
        <Link
          href={`/approvals?request=${request.id}`}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {request.heading}
          <LinkWait />
        </Link>
        <p className="truncate text-xs text-muted">
          {request.stepTitle} · run {request.runNumber} of {request.planTitle}
        </p>
      </div>
      <Moment at={request.createdAt} className="sm:w-20 sm:text-right text-xs text-muted" />
    </li>
  );
}
