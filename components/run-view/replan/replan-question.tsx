"use client";

import { useState } from "react";
import { rejectReplan } from "#lib/actions/reject-replan.ts";
import { requestReplan } from "#lib/actions/request-replan.ts";
import type { ReplanView } from "#lib/domain/replan.ts";
import type { RunView } from "#lib/domain/view.ts";
import { unwrap } from "#components/shell/api.ts";
import { firstMessage } from "#components/shell/issue-messages.ts";
import { ForThose } from "#components/shell/reader.tsx";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { stepTitles } from "../step-titles.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { ReplanReason } from "./replan-reason.tsx";

/** What the planner asks before it can propose anything; the answer is the note of its next replan. */
export function ReplanQuestion({
  run,
  replan,
  refresh,
}: {
  run: RunView;
  replan: ReplanView;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const [answer, setAnswer] = useState("");
  const { form, busy, failure } = useSubmit(["note"], async () => {
    try {
      await unwrap(requestReplan({ runId: run.id, note: answer, answers: replan.id }));
    } finally {
      refresh();
    }
  });

  return (
    <section
      aria-label="The planner's question"
      className="rounded-md border border-accent/40 bg-surface px-3 py-2.5"
    >
      <form {...form} className="flex max-w-3xl flex-col gap-2">
        <div>
          <h2 className="font-semibold">The planner asks you</h2>
          <ReplanReason replan={replan} title={stepTitles(run.graph, null, [], run.dropped)} />
          <p className="mt-1 [overflow-wrap:anywhere]">{replan.explanation}</p>
        </div>
        <ForThose who="edit" what="answer it">
          <Field label="Your answer" error={firstMessage(failure)} required>
            <Textarea
              value={answer}
              onChange={(event) => setAnswer(event.target.value)}
              rows={2}
              maxLength={4_000}
            />
          </Field>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" variant="primary" busy={busy}>
              Answer
            </Button>
            <Button
              busy={verb.busy === "reject"}
              onClick={() =>
                void verb.run("reject", () => rejectReplan({ runId: run.id, replanId: replan.id }))
              }
            >
              Leave it
            </Button>
          </div>
        </ForThose>
      </form>
    </section>
  );
}
