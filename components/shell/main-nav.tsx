"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useWaitingCount } from "#components/approvals/use-approvals.ts";
import { classes } from "#components/ui/classes.ts";
import { LinkWait } from "./link-wait.tsx";
import { PLACES } from "./places.ts";

/**
 * The way to each place of the app; where there is no room for all names, icons only, and where these need more than there is, they scroll.
 * @param icons one for each place, drawn on the server: every page would load them with its scripts
 */
export function MainNav({ icons }: { icons: Record<(typeof PLACES)[number]["href"], ReactNode> }) {
  const path = usePathname();
  return (
    <nav
      aria-label="Main"
      className="flex h-full min-w-0 flex-1 items-center gap-0.5 overflow-x-auto [scrollbar-width:none] max-sm:gap-0"
    >
      {PLACES.map(({ href, label }) => {
        const here =
          href === "/" ? path === "/" : path === href || path.startsWith(`/${href.split("/")[1]}/`);
        return (
          <Link
            key={href}
            href={href}
            title={label}
            aria-current={here ? "page" : undefined}
            className={classes(
              "relative flex h-control shrink-0 items-center gap-1.5 rounded-md px-2.5 font-medium max-sm:px-1.5 max-[24rem]:px-1 transition-colors hover:bg-hover [&_svg]:size-4",
              here ? "bg-hover text-text" : "text-muted",
            )}
          >
            {icons[href]}
            <span className="max-lg:sr-only">{label}</span>
            {href === "/approvals" && <WaitingCount />}
            <LinkWait />
          </Link>
        );
      })}
    </nav>
  );
}

/** How many requests wait for the reader; nothing when none does. */
function WaitingCount() {
  const count = useWaitingCount();
  if (count === 0) return null;
  return (
    <span className="rounded-full bg-accent-soft px-1.5 text-xs text-accent tabular-nums max-lg:absolute max-lg:z-1 max-lg:top-0 max-lg:-right-1 max-lg:px-1 max-lg:leading-4">
      {count > 99 ? "99+" : count}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}
