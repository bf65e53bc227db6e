"use client";

import { useSyncExternalStore } from "react";
import { LiveRegion } from "#components/ui/live-region.tsx";

/** Keeps what a screen reader is told, outside React, so that saying something renders nothing but the region it is said in. */
export class Announcer {
  #said = "";
  readonly #listeners = new Set<() => void>();

  readonly say = (text: string): void => {
    // A screen reader hears only what changes: the same words again are told apart by a space that nobody hears.
    this.#said = this.#said === text ? `${text}\u00a0` : text;
    for (const listener of this.#listeners) listener();
  };

  readonly said = (): string => this.#said;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** The region that says it. */
export function Announcements({ announcer }: { announcer: Announcer }) {
  const said = useSyncExternalStore(announcer.subscribe, announcer.said, silent);
  return <LiveRegion>{said}</LiveRegion>;
}

function silent(): string {
  return "";
}
