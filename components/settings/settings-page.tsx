"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { LinkWait } from "#components/shell/link-wait.tsx";
import { Page } from "#components/shell/page.tsx";
import { classes } from "#components/ui/classes.ts";

export const SECTIONS = [
  { href: "/settings/models", label: "Models" },
  { href: "/settings/secrets", label: "Secrets" },
  { href: "/settings/prompts", label: "Prompts" },
  { href: "/settings/runs", label: "Runs" },
  { href: "/settings/policy", label: "Policy" },
  { href: "/settings/mcp", label: "MCP servers" },
  { href: "/settings/workers", label: "Workers" },
] as const;

/** A page of the settings, with the way to the others above its content. */
export function SettingsPage({ description, children }: { description: ReactNode; children: ReactNode }) {
  const path = usePathname();
  return (
    <Page title="Settings" description={description}>
      <nav aria-label="Settings" className="flex flex-wrap gap-x-1 border-b">
        {SECTIONS.map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            aria-current={path === href ? "page" : undefined}
            className={classes(
              "relative -mb-px border-b-2 px-3 py-1.5 pointer-coarse:py-3 font-medium transition-colors hover:text-text",
              path === href ? "border-accent text-text" : "border-transparent text-muted",
            )}
          >
            {label}
            <LinkWait />
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
