import type { StopFor } from "#lib/ledger/heartbeat.ts";

/** Why a step's work is told to stop. */
export type StopReason = "aborted" | "lost" | "stopping" | StopFor;

/** What a step's notes say of it. */
export const WHY: Record<StopReason, string> = {
  aborted: "Stopped because the run was aborted.",
  lost: "The worker that ran this lost it.",
  stopping: "The worker that ran this was stopped.",
  retry_elsewhere: "It took too long; another worker tries it.",
  fall_back: "It took too long; its next tool is tried.",
};
