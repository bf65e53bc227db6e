import type { ReplanView } from "#lib/domain/replan.ts";
import { causeWords } from "./replan-words.ts";

/** Why a replan was asked for, and what a person wrote, where one did. */
export function ReplanReason({ replan, title }: { replan: ReplanView; title: (stepId: string) => string }) {
  const because = causeWords(replan, title);
  const wrote = replan.question === null ? "Note" : "Answer";
  return (
    <div className="text-muted">
      {because && <p>{because}</p>}
      {replan.note !== "" && (
        <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">
          {wrote}: {replan.note}
        </p>
      )}
    </div>
  );
}
