import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { AppShell } from "#components/shell/app-shell.tsx";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { RadixNonce } from "#components/shell/radix-nonce.tsx";
import { ReaderProvider } from "#components/shell/reader.tsx";
import { THEME_COOKIE, themeOf } from "#components/shell/theme.ts";
import { Toaster } from "#components/ui/toast.tsx";
import { optionalContext } from "#lib/auth/actor.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Planwright", template: "%s · Planwright" },
  description: "Turns a goal into a plan you can see, edit and trust, then carries it out.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#16171a" },
  ],
};

/** The frame of every page: fonts, theme as chosen, the cache of what was read, and the bar with the way to each place. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page made ahead of the request has no nonce, and the content security policy would stop its scripts.
  await connection();
  const nonce = (await headers()).get("x-nonce");
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  const actor = (await optionalContext())?.actor;
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body className="font-sans">
        <RadixNonce nonce={nonce} />
        <QueryProvider>
          <ReaderProvider role={actor?.kind === "user" ? actor.role : null}>
            <AppShell user={actor?.kind === "user" ? actor.name : null} theme={theme}>
              {children}
            </AppShell>
          </ReaderProvider>
        </QueryProvider>
        <Toaster />
      </body>
    </html>
  );
}
