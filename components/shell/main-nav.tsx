"use client";

import { BookMarked, House, Inbox, Library, ListTree, Play, Settings, Wrench } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useWaitingCount } from "#components/approvals/use-approvals.ts";
import { classes } from "#components/ui/classes.ts";

const PLACES = [
  { href: "/", label: "Home", icon: House },
  { href: "/plans", label: "Plans", icon: ListTree },
  { href: "/runs", label: "Runs", icon: Play },
  { href: "/approvals", label: "Approvals", icon: Inbox },
  { href: "/knowledge", label: "Knowledge", icon: Library },
  { href: "/playbooks", label: "Playbooks", icon: BookMarked },
  { href: "/tools", label: "Tools", icon: Wrench },
  { href: "/settings/runs", label: "Settings", icon: Settings },
] as const;

/** The way to each place of the app; on a narrow screen icons only. */
export function MainNav() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="flex flex-1 items-center gap-0.5">
      {PLACES.map(({ href, label, icon: Icon }) => {
        const here =
          href === "/" ? path === "/" : path === href || path.startsWith(`/${href.split("/")[1]}/`);
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? "page" : undefined}
            className={classes(
              "flex h-8 items-center gap-1.5 rounded-md px-2.5 font-medium max-sm:px-1.5 transition-colors hover:bg-hover",
              here ? "bg-hover text-text" : "text-muted",
            )}
          >
            <Icon className="size-4" aria-hidden="true" />
            <span className="max-sm:sr-only">{label}</span>
            {href === "/approvals" && <WaitingCount />}
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
    <span className="rounded-full bg-accent-soft px-1.5 text-xs text-accent tabular-nums">
      {count > 99 ? "99+" : count}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}
