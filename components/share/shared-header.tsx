import { Eye } from "lucide-react";
import type { ReactNode } from "react";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { SharedView } from "#lib/domain/share.ts";

/** What it is that a link shows, that it can only be looked at, and until when. */
export function SharedHeader({
  view: { title, goal, versionNumber, expiresAt, run },
  children,
}: {
  view: SharedView;
  children?: ReactNode;
}) {
  const what = run ? `Run ${run.number} of version ${versionNumber}` : `Version ${versionNumber}`;
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b bg-surface px-4 py-2">
      <div className="min-w-0 flex-1 basis-60">
        <h1 className="truncate text-base font-semibold" title={title}>
          {title}
        </h1>
        <p className="truncate text-xs text-muted" title={goal}>
          {what} · shared until <Moment at={expiresAt} point />
        </p>
      </div>
      {children}
      <Badge icon={<Eye aria-hidden="true" />}>Read only</Badge>
    </header>
  );
}
