import type { AckLine } from "./outside.ts";
import type { Evidence, Violation } from "./evidence.ts";

/** Looks in the database for everything that a worker was told had been committed. */
export function checkAcks(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  const attempts = new Map(evidence.attempts.map((row) => [`${row.stepId} ${row.attempt}`, row]));
  const calls = new Map(evidence.calls.map((row) => [row.id, row]));
  const say = (what: string) =>
    found.push({ rule: "acknowledged transitions are kept", runId: evidence.runId, what });

  for (const ack of evidence.acks) {
    if (ack.t === "killed") continue;
    const { stepId, attempt: number, workerId } = ack.token;
    const attempt = attempts.get(`${stepId} ${number}`);
    const name = `attempt ${number} of ${stepId}`;
    if (!attempt) say(`${name} was acknowledged (${ack.t}) and is not there`);
    else if (attempt.workerId !== workerId) say(`${name} was ${workerId}'s and is ${attempt.workerId}'s`);
    else {
      const wrong = contradiction(ack, attempt.status, calls);
      if (wrong) say(`${name}: ${wrong}`);
    }
  }
  return found;
}

/** What is wrong with the record, after what this line says was acknowledged; null when nothing is. */
function contradiction(
  ack: Exclude<AckLine, { t: "killed" }>,
  status: string,
  calls: ReadonlyMap<string, { status: string; key: string }>,
): string | null {
  const unless = (...right: string[]) =>
    right.includes(status) ? null : `was acknowledged as ${ack.t} and is ${status}`;
  switch (ack.t) {
    case "claimed":
      return null;
    case "finished":
    case "expanded":
      return unless("succeeded");
    case "failed":
      return unless("failed");
    case "parked":
      return unless("parked");
    case "given_back":
      // One that was given back as unknown can be settled later.
      return unless("lost", "unknown", "cancelled", "succeeded", "failed");
    case "begun": {
      const call = calls.get(ack.callId);
      if (!call) return `call ${ack.call} was acknowledged as begun and is not there`;
      return call.key === ack.key ? null : `call ${ack.call} was begun with another key`;
    }
    case "ended": {
      const call = calls.get(ack.callId);
      return call?.status === ack.status
        ? null
        : `a call was acknowledged as ${ack.status} and is ${call?.status}`;
    }
  }
}
