/** How the states of a tool call are shown. */
export const CALL_LOOKS = {
  started: { word: "Under way", tone: "running" },
  succeeded: { word: "Succeeded", tone: "succeeded" },
  failed: { word: "Failed", tone: "failed" },
  parked: { word: "Waited", tone: "waiting" },
} as const;
