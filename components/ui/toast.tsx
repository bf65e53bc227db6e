"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useSyncExternalStore } from "react";
import { IconButton } from "./button.tsx";
import { classes } from "./classes.ts";

/** What a toast offers: a link to where what it tells of can be seen, or a way to take that back. */
type Offer = { words: string } & ({ href: string } | { act: () => void });

type Toast = { id: number; text: string; tone: "info" | "error"; offer: Offer | null };

const STAY_MS = { info: 5_000, error: 12_000 } as const;
const NONE: Toast[] = [];

let toasts: Toast[] = NONE;
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function dismiss(id: number) {
  set(toasts.filter((toast) => toast.id !== id));
}

/** Shows a short message in the corner, announced to screen readers; it leaves by itself, later when it offers something. */
export function showToast(text: string, tone: Toast["tone"] = "info", offer: Offer | null = null): void {
  const id = ++lastId;
  // Said again, it takes the place of what it says.
  set([...toasts.filter((toast) => toast.text !== text).slice(-3), { id, text, tone, offer }]);
  setTimeout(() => dismiss(id), STAY_MS[offer ? "error" : tone]);
}

/** The live region that toasts appear in. Stands once, in the shell. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => NONE,
  );
  return (
    // At the bottom of a narrow screen are the fields that a person writes in.
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-60 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 max-sm:top-13 max-sm:bottom-auto"
    >
      {shown.map((toast) => (
        <div
          key={toast.id}
          className={classes(
            "pointer-events-auto flex animate-appear items-start gap-2 rounded-md border bg-raised py-2 pr-1 pl-3 shadow-raised",
            toast.tone === "error" && "border-status-failed/50",
          )}
        >
          <p className="min-w-0 flex-1 py-0.5 wrap-anywhere">
            {toast.text}
            {toast.offer && " "}
            {toast.offer && <Offered offer={toast.offer} onTaken={() => dismiss(toast.id)} />}
          </p>
          <IconButton label="Dismiss" icon={<X />} size="small" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}

function Offered({ offer, onTaken }: { offer: Offer; onTaken: () => void }) {
  const look = "font-medium text-accent underline underline-offset-2";
  if ("href" in offer) {
    return (
      <Link href={offer.href} onClick={onTaken} className={look}>
        {offer.words}
      </Link>
    );
  }
  return (
    <button
      type="button"
      className={look}
      onClick={() => {
        offer.act();
        onTaken();
      }}
    >
      {offer.words}
    </button>
  );
}
