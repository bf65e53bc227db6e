"use client";

import { Check } from "lucide-react";
import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { useMay } from "#components/shell/reader.tsx";
import { thoseWho } from "#components/shell/roles-words.ts";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { choosePlaybook } from "#lib/actions/choose-playbook.ts";
import type { PlanChoice, PlaybookMatch } from "#lib/domain/goal.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { useEditorState } from "../editor-context.ts";

/** The planner's question: which playbook to start from, best match first, with the reasons for each score. */
export function PlaybookChoice({ choice }: { choice: PlanChoice }) {
  const planId = useEditorState((state) => state.plan.id);
  const mayEdit = useMay("edit");
  const [picked, setPicked] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function pick(playbookId: string) {
    setPicked(playbookId);
    setProblem(null);
    try {
      await unwrap(choosePlaybook({ planId, playbookId }));
    } catch (error) {
      setProblem(failureOf(error).message);
      setPicked(null);
    }
  }

  return (
    <section
      aria-labelledby="playbook-question"
      className="absolute inset-0 z-10 overflow-y-auto bg-bg/85 p-4 backdrop-blur-[2px]"
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-4 py-6">
        <div>
          <h2 id="playbook-question" className="text-lg font-semibold">
            {choice.question}
          </h2>
          <p className="text-muted">
            The planner is not sure.{" "}
            {mayEdit
              ? "Pick a start; every step can be changed afterwards."
              : `${thoseWho("edit")} pick a start.`}
          </p>
        </div>
        {problem && <ErrorNote title="The choice was not taken" message={problem} />}
        <ul className="grid grid-cols-[repeat(auto-fit,minmax(15rem,1fr))] gap-3">
          {choice.options.map((option, index) => (
            <li key={option.playbookId} className="flex">
              <PlaybookCard
                option={option}
                best={index === 0}
                picked={picked === option.playbookId}
                disabled={picked !== null || !mayEdit}
                onPick={() => void pick(option.playbookId)}
              />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function PlaybookCard(props: {
  option: PlaybookMatch;
  best: boolean;
  picked: boolean;
  disabled: boolean;
  onPick: () => void;
}) {
  const { option } = props;
  const percent = Math.round(option.score * 100);
  return (
    <button
      type="button"
      disabled={props.disabled}
      onClick={props.onPick}
      className="flex w-full flex-col gap-3 rounded-lg border border-line-strong/50 bg-raised p-4 text-left shadow-raised transition-colors hover:border-accent disabled:cursor-not-allowed disabled:opacity-70"
    >
      <span className="flex w-full items-start justify-between gap-2">
        <span className="text-base font-medium">{option.title}</span>
        {props.picked ? (
          <Spinner label="Starting" />
        ) : (
          props.best && <span className="shrink-0 text-xs text-accent">Best match</span>
        )}
      </span>
      <span className="flex w-full items-center gap-2">
        <span
          aria-hidden
          className="h-1.5 flex-1 overflow-hidden rounded-full bg-well forced-color-adjust-none"
        >
          <span className="block h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
        </span>
        <span className="text-xs text-muted tabular-nums">{percent} % match</span>
      </span>
      <span className="text-muted">{option.description}</span>
      <span className="flex flex-col gap-1">
        {option.reasons.map((reason) => (
          <span
            key={reason}
            className="flex gap-1.5 text-xs [&_svg]:mt-0.5 [&_svg]:size-3 [&_svg]:shrink-0 [&_svg]:text-muted"
          >
            <Check aria-hidden />
            {reason}
          </span>
        ))}
      </span>
      <span className="mt-auto text-xs text-muted">{countOf(option.stepCount, "step")}</span>
    </button>
  );
}
