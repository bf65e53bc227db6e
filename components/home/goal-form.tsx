"use client";

import { ArrowRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { createPlan } from "#lib/actions/create-plan.ts";
import type { PlanningMode } from "#lib/domain/goal.ts";
import type { DocumentInput } from "#lib/domain/knowledge.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { firstMessage } from "#components/shell/issue-messages.ts";
import { prepareEditor } from "#components/plan-editor/prepare-editor.ts";
import { whenIdle } from "#components/shell/when-idle.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select, Textarea } from "#components/ui/input.tsx";
import type { ExampleGoal } from "./example-goals.ts";
import { GoalFiles } from "./goal-files.tsx";

const MODES: Readonly<Record<PlanningMode, string>> = {
  at_once: "Plan at once",
  ask_first: "Ask me first",
  compare: "Compare plans",
};

function isMode(text: string): text is PlanningMode {
  return text in MODES;
}

/** The box a goal is typed into. A goal that cannot be used is said so under it, and stays there to be mended. */
export function GoalForm({ examples }: { examples: readonly ExampleGoal[] }) {
  const router = useRouter();
  const box = useRef<HTMLTextAreaElement>(null);
  const [goal, setGoal] = useState("");
  const [mode, setMode] = useState<PlanningMode>("at_once");
  const [files, setFiles] = useState<DocumentInput[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  // The editor's code comes while the goal is typed, not when the plan is waited for.
  useEffect(
    () =>
      whenIdle(() => {
        // Without it the editor comes when it is opened, as from any other page.
        prepareEditor().catch(() => undefined);
      }),
    [],
  );

  async function create() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const wrong = await faultOf(goal);
      if (wrong !== null) {
        setProblem(wrong);
        setBusy(false);
        box.current?.focus();
        return;
      }
      const { planId } = await unwrap(createPlan({ goal, mode, attachments: files }));
      const { anticipateStream } = await import("#components/shell/use-stream.ts");
      anticipateStream(`plan:${planId}`);
      // Stays busy: the next page is on its way.
      router.push(`/plans/${planId}${mode === "compare" ? "?compare=1" : ""}`);
    } catch (error) {
      setProblem(firstMessage(failureOf(error)));
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void create();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void create();
  }

  return (
    <form onSubmit={submit} noValidate className="rounded-lg border bg-surface p-4">
      <Field
        label={<span className="text-base font-semibold">What do you want to get done?</span>}
        hint="Say what should come out of it. A deadline, a budget and an audience help; steps that you spell out are kept as they are."
        error={problem}
      >
        <Textarea
          ref={box}
          name="goal"
          rows={4}
          value={goal}
          onChange={(event) => {
            setGoal(event.target.value);
            setProblem(null);
          }}
          onKeyDown={onKeyDown}
          className="text-base"
        />
      </Field>
      <GoalFiles files={files} onChange={setFiles} />
      <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
        <div className="flex flex-wrap items-center gap-1.5">
          <span className="text-xs text-muted">Try</span>
          {examples.map((example) => (
            <Button
              key={example.label}
              size="small"
              title={example.goal}
              onClick={() => {
                setGoal(example.goal);
                setProblem(null);
                box.current?.focus();
              }}
            >
              {example.label}
            </Button>
          ))}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <div className="w-36">
            <Select
              aria-label="How to plan"
              value={mode}
              onChange={(event) => isMode(event.target.value) && setMode(event.target.value)}
            >
              {Object.entries(MODES).map(([name, label]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </Select>
          </div>
          <Button
            type="submit"
            variant="primary"
            busy={busy}
            icon={<ArrowRight />}
            title="Ctrl or Cmd + Enter"
          >
            Make a plan
          </Button>
        </div>
      </div>
    </form>
  );
}

/** @returns what is wrong with a goal, or null; what checks it came while the goal was typed */
async function faultOf(goal: string): Promise<string | null> {
  const { GoalText } = await import("#lib/domain/goal.ts");
  const checked = GoalText.safeParse(goal);
  return checked.success ? null : (checked.error.issues[0]?.message ?? "This goal cannot be used.");
}
