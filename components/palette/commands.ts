"use client";

import { useEffect, useRef, type ReactNode } from "react";

/** Something that can be done where the reader is, as the palette lists it. */
export type Command = {
  /** Unique among what a page offers. */
  id: string;
  /** What it belongs to: "Plan", "Canvas". */
  group: string;
  label: string;
  icon?: ReactNode;
  /** The key that does the same: "Shift+T". */
  keys?: string;
  /** Other words by which it is found. */
  words?: string;
  /** Why it cannot be done now. */
  problem?: string | null;
  /** Listed only once something is typed, because there are many of its kind. */
  sought?: boolean;
  run: () => void;
};

/** What takes whatever is typed: the planner. */
export type Asker = {
  icon: ReactNode;
  /** Why it takes nothing now. */
  problem?: string | null;
  /** Opens the conversation. */
  open: () => void;
  /** Sends a text to it. */
  ask: (text: string) => void;
};

type Offer = { commands: readonly Command[]; asker?: Asker | null };

// Asked when the palette is open, so that offering costs a page nothing.
const offers = new Set<{ readonly current: () => Offer }>();

/** Offers what a part of the page can do, as long as it is there. `offer` is called when somebody looks, never before. */
export function useCommands(offer: () => Offer): void {
  const latest = useRef(offer);
  useEffect(() => {
    latest.current = offer;
  });
  useEffect(() => {
    offers.add(latest);
    return () => void offers.delete(latest);
  }, []);
}

/** What the parts of the page offer now. */
export function offeredNow(): { commands: Command[]; asker: Asker | null } {
  const all = Array.from(offers, ({ current }) => current());
  return {
    commands: all.flatMap(({ commands }) => commands),
    asker: all.find(({ asker }) => asker)?.asker ?? null,
  };
}
