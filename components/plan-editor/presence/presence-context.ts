"use client";

import { createContext } from "react";
import type { Presence } from "#lib/domain/presence.ts";

/** Who else has the plan open. Provided by EditorScreen; apart from the rest of the editor, since it changes often. */
export const PresenceContext = createContext<readonly Presence[]>([]);
