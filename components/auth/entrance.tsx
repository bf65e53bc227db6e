import type { ReactNode } from "react";

/** The card that set-up and sign-in stand in. */
export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className="flex flex-1 items-start justify-center px-4 pt-[12vh] pb-8">
      <div className="w-full max-w-sm">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 mb-5 text-muted">{lead}</p>
        <div className="rounded-lg border bg-surface p-5">{children}</div>
      </div>
    </div>
  );
}
