import { ShieldQuestionMark } from "lucide-react";
import { askWords, type StepAsk } from "#lib/domain/step-ask.ts";

/** Says that a step's calls wait for an approval, or may, and why. */
export function AskMark({ ask, className = "" }: { ask: StepAsk; className?: string }) {
  const words = askWords(ask);
  return (
    <span
      title={[`${words}.`, ...ask.why].join("\n")}
      className={ask.certain ? "text-status-waiting" : "text-muted"}
    >
      <ShieldQuestionMark role="img" aria-label={words} className={className} />
    </span>
  );
}
