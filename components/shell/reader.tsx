"use client";

import { createContext, use, type ReactNode } from "react";
import { allows, type Permission, type Role } from "#lib/domain/roles.ts";
import { thoseWho } from "./roles-words.ts";

const Reader = createContext<Role | null>(null);

/** Lets everything below know as what the reader is signed in; the server decides all the same. */
export function ReaderProvider({ role, children }: { role: Role | null; children: ReactNode }) {
  return <Reader value={role}>{children}</Reader>;
}

/** Whether the reader may do something of this kind. */
export function useMay(permission: Permission): boolean {
  const role = use(Reader);
  return role !== null && allows({ role }, permission);
}

/** What a decision is made with, for those who may make it; the others read who may. */
export function ForThose({
  who,
  what = "decide this",
  children,
}: {
  who: Permission;
  /** What they do, as a verb behind "Owners and editors". */
  what?: string;
  children: ReactNode;
}) {
  return useMay(who) ? children : <p className="text-xs text-muted">{`${thoseWho(who)} ${what}.`}</p>;
}
