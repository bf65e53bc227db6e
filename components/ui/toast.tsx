"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useSyncExternalStore } from "react";
import { IconButton } from "./button.tsx";
import { classes } from "./classes.ts";

/** `link`: where what it tells of can be seen. */
type Toast = {
  id: number;
  text: string;
  tone: "info" | "error";
  link: { href: string; words: string } | null;
};

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

/** Shows a short message in the corner, announced to screen readers; it leaves by itself, later when there is something to follow. */
export function showToast(text: string, tone: Toast["tone"] = "info", link: Toast["link"] = null): void {
  const id = ++lastId;
  set([...toasts.slice(-3), { id, text, tone, link }]);
  setTimeout(() => dismiss(id), STAY_MS[link ? "error" : tone]);
}

/** The live region that toasts appear in. Stands once, in the shell. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => NONE,
  );
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-60 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2"
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
            {toast.link && " "}
            {toast.link && (
              <Link
                href={toast.link.href}
                onClick={() => dismiss(toast.id)}
                className="font-medium text-accent underline underline-offset-2"
              >
                {toast.link.words}
              </Link>
            )}
          </p>
          <IconButton label="Dismiss" icon={<X />} size="small" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
