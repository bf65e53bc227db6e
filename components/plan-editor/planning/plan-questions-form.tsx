"use client";

import { useState, type FormEvent } from "react";
import { ForThose, useMay } from "#components/shell/reader.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { answerQuestions } from "#lib/actions/answer-questions.ts";
import type { PlanQuestion } from "#lib/domain/goal.ts";
import { useEditorState } from "../editor-context.ts";
import { usePlanningVerb } from "./use-planning-verb.ts";

/** The planner's questions before it drafts: each shows what is taken when nobody answers, and all can be skipped. */
export function PlanQuestionsForm({ questions }: { questions: readonly PlanQuestion[] }) {
  const planId = useEditorState((state) => state.plan.id);
  const mayEdit = useMay("edit");
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const { busy, act } = usePlanningVerb();
  const send = (given: Record<string, string>) => void act(() => answerQuestions({ planId, answers: given }));
  return (
    <section
      aria-labelledby="plan-questions"
      className="absolute inset-0 z-10 overflow-y-auto bg-bg/85 p-4 backdrop-blur-[2px]"
    >
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          send(answers);
        }}
        className="mx-auto my-6 flex max-w-xl flex-col gap-4 rounded-lg border bg-raised p-5 shadow-raised"
      >
        <div>
          <h2 id="plan-questions" className="text-lg font-semibold">
            Before the plan is made
          </h2>
          <p className="text-muted">
            Answer what you like. What you leave empty is assumed as it says, and noted with the plan.
          </p>
        </div>
        <fieldset disabled={!mayEdit} className="flex flex-col gap-4">
          <legend className="sr-only">The planner's questions</legend>
          {questions.map(({ id, question, default: usual, why }) => (
            <Field key={id} label={question} hint={why}>
              <Input
                value={answers[id] ?? ""}
                placeholder={usual}
                maxLength={1_000}
                onChange={(event) => setAnswers({ ...answers, [id]: event.target.value })}
              />
            </Field>
          ))}
        </fieldset>
        <div className="flex flex-wrap justify-end gap-2">
          <ForThose who="edit" what="answer the planner">
            <Button busy={busy} onClick={() => send({})}>
              Skip, use the defaults
            </Button>
            <Button type="submit" variant="primary" busy={busy}>
              Go on
            </Button>
          </ForThose>
        </div>
      </form>
    </section>
  );
}
