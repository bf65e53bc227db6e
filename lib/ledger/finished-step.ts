import type { EndedCall, Reused } from "#lib/domain/call.ts";
import type { Json } from "#lib/domain/json.ts";
import type { StepToken } from "./keys.ts";

/** A step that its worker has carried out, or passed by because its condition does not hold. */
export type FinishedStep = StepToken &
  (
    | {
        kind: "succeeded";
        output: Json;
        /** One line about the output. */
        summary: string;
        notes: string[];
        calls: EndedCall[];
        resultKey: string | null;
        reused: Reused | null;
      }
    | { kind: "bypassed"; why: string }
  );
