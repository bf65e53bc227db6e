"use client";

import { Columns3 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { CandidateStyle } from "#lib/domain/candidate.ts";
import { useEditorState } from "../editor-context.ts";
import { STYLE_WORDS } from "./candidate-words.ts";
import type { Candidates } from "./use-candidates.ts";

/** Asks for candidates: which styles, and by whom. */
export function RequestForm({ candidates }: { candidates: Candidates }) {
  const byModel = useEditorState((state) => state.plan.report?.model ?? null) !== null;
  const [styles, setStyles] = useState<readonly CandidateStyle[]>(CandidateStyle.options);
  const [builtIn, setBuiltIn] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (styles.length < 2) return setProblem("Choose at least two to compare.");
    setProblem(null);
    candidates.request([...styles], builtIn);
  }

  return (
    <form onSubmit={submit} className="flex max-w-xl flex-col gap-4 pb-4">
      <fieldset className="flex flex-col gap-1.5" aria-describedby={problem ? "styles-problem" : undefined}>
        <legend className="mb-1.5 font-medium">Which plans?</legend>
        {CandidateStyle.options.map((style) => (
          <label key={style} className="flex cursor-pointer items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={styles.includes(style)}
              onChange={(event) => {
                setProblem(null);
                setStyles(
                  CandidateStyle.options.filter((one) =>
                    one === style ? event.target.checked : styles.includes(one),
                  ),
                );
              }}
            />
            {STYLE_WORDS[style].title}
            <span className="text-muted">{STYLE_WORDS[style].aim}</span>
          </label>
        ))}
        {problem && (
          <p id="styles-problem" role="alert" className="text-xs font-medium text-danger">
            {problem}
          </p>
        )}
      </fieldset>
      {byModel && (
        <label className="flex cursor-pointer items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={builtIn}
            onChange={(event) => setBuiltIn(event.target.checked)}
          />
          Without a model: vary this plan by rules, which costs nothing
        </label>
      )}
      <Button
        type="submit"
        variant="primary"
        icon={<Columns3 />}
        busy={candidates.busy === "request"}
        className="self-start"
      >
        Make these plans
      </Button>
    </form>
  );
}
