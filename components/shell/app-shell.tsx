import type { ReactNode } from "react";
import Link from "next/link";
import { Logo } from "./logo.tsx";
import { RunNotices } from "#components/run-view/run-notices.tsx";
import { MainNav } from "./main-nav.tsx";
import type { Theme } from "./theme.ts";
import { ThemeMenu } from "./theme-menu.tsx";
import { UserMenu } from "./user-menu.tsx";

/**
 * The frame of every page: a thin bar with the way to each place, and the page under it, which fills the rest of the window.
 * Without a user (set-up, sign-in) the bar has only the name and the theme.
 */
export function AppShell({
  user,
  theme,
  children,
}: {
  /** The signed-in person's name. */
  user: string | null;
  theme: Theme;
  children: ReactNode;
}) {
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-raised px-3 py-2 shadow-raised focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header className="flex h-11 shrink-0 items-center gap-3 border-b bg-surface px-3 max-sm:gap-1">
        <Link href="/" className="flex items-center gap-2 rounded-md px-1 py-1 font-semibold">
          <Logo className="size-5 text-accent" />
          <span className={user ? "max-sm:sr-only" : undefined}>Planwright</span>
        </Link>
        {user ? <MainNav /> : <div className="flex-1" />}
        <div className="flex items-center gap-1">
          <ThemeMenu initial={theme} />
          {user !== null && <UserMenu name={user} />}
          {user !== null && <RunNotices />}
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col overflow-auto focus-visible:outline-none"
      >
        {children}
      </main>
    </div>
  );
}
