import type { SideEffect } from "#lib/domain/tool.ts";

/** What calls of a tool do to the world, in a few words and in a sentence. */
export const EFFECT_WORDS: Record<SideEffect, { short: string; says: string }> = {
  read: {
    short: "Only reads",
    says: "It only reads. Calls may be repeated, and are allowed unless the policy says otherwise.",
  },
  idempotent: {
    short: "Can be repeated",
    says: "It changes something, and doing it twice is like doing it once. Calls may be repeated.",
  },
  once: {
    short: "Must not be repeated",
    says: "It does something each time. Calls ask a person first unless the policy says otherwise, and are never repeated unasked.",
  },
};
