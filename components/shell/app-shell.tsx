import { BookMarked, House, Inbox, Library, ListTree, Play, Search, Settings, Wrench } from "lucide-react";
import type { ReactNode } from "react";
import Link from "next/link";
import { PaletteButton } from "#components/palette/palette-button.tsx";
import { Later } from "./later.tsx";
import { Logo } from "./logo.tsx";
import { MainNav } from "./main-nav.tsx";
import type { Theme } from "./theme.ts";
import { ThemeMenu } from "./theme-menu.tsx";
import { UserMenu } from "./user-menu.tsx";

const ICONS = {
  "/": <House />,
  "/plans": <ListTree />,
  "/runs": <Play />,
  "/approvals": <Inbox />,
  "/knowledge": <Library />,
  "/playbooks": <BookMarked />,
  "/tools": <Wrench />,
  "/settings/runs": <Settings />,
};

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
      <header className="flex h-11 shrink-0 items-center gap-3 border-b bg-surface px-3 pointer-coarse:h-12 max-sm:gap-1 max-[24rem]:px-1">
        {/* On a phone its room is needed; Home leads to the same page. */}
        <Link
          href="/"
          className={`flex items-center gap-2 rounded-md px-1 py-1 font-semibold ${user ? "max-[26rem]:hidden" : ""}`}
        >
          <Logo className="size-5 text-accent" />
          <span className={user ? "max-sm:sr-only" : undefined}>Planwright</span>
        </Link>
        {user ? <MainNav icons={ICONS} /> : <div className="flex-1" />}
        <div className="flex items-center gap-1 max-sm:gap-0 max-[24rem]:[&_button]:w-9">
          {user !== null && <PaletteButton icon={<Search />} />}
          <ThemeMenu initial={theme} />
          {user !== null && <UserMenu name={user} />}
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        // Relative, so that what is hidden from sight far down a long page scrolls with it and does not make the window scroll.
        className="relative flex min-h-0 flex-1 flex-col overflow-auto focus-visible:outline-none"
      >
        {children}
      </main>
      {user !== null && <Later />}
    </div>
  );
}
