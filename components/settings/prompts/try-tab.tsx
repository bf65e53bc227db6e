"use client";

import { Ban, FlaskConical } from "lucide-react";
import Link from "next/link";
import { useRef, useState } from "react";
import { generalMessage, issueFor } from "#components/shell/issue-messages.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select, Textarea } from "#components/ui/input.tsx";
import type { PromptDetail } from "#lib/domain/prompt.ts";
import { TrialResult } from "./trial-result.tsx";
import type { useTrial } from "./use-trial.ts";
import { VersionChoice, type Choice } from "./version-choice.tsx";

/** A plan whose goal a prompt can be tried on. */
export type GoalChoice = { id: string; title: string; goal: string };

/** Has the planner draft a saved goal, or read a message, once with a prompt, and shows what comes of it beside the plan. */
export function TryTab({
  prompt,
  hasDraft,
  goals,
  planId,
  onPlan,
  version,
  onVersion,
  textOf,
  trial,
}: {
  prompt: PromptDetail;
  hasDraft: boolean;
  goals: readonly GoalChoice[];
  planId: string;
  onPlan: (planId: string) => void;
  version: Choice;
  onVersion: (choice: Choice) => void;
  textOf: (choice: Choice) => string;
  trial: ReturnType<typeof useTrial>;
}) {
  const isChat = prompt.name === "chat.edit";
  const [message, setMessage] = useState("");
  const trying = useRef<HTMLButtonElement>(null);
  const general = generalMessage(trial.failure, ["message"]);
  const goal = goals.find(({ id }) => id === planId);
  if (!goal)
    return (
      <EmptyState icon={<FlaskConical />} title="No goal to try it on yet">
        <Link href="/" className="text-accent underline">
          Enter a goal
        </Link>{" "}
        first; its plan then stands here to choose.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        {isChat
          ? "The planner reads the message once with this prompt, as in the chat of the plan."
          : "The planner drafts the goal once with this prompt."}{" "}
        The plan and the active version stay as they are; the model&apos;s usual price is charged.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Goal of the plan" hint={goals.length >= 30 ? "The 30 plans changed last." : undefined}>
          <Select value={planId} onChange={({ target }) => onPlan(target.value)}>
            {goals.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </Select>
        </Field>
        <VersionChoice
          label="Prompt"
          prompt={prompt}
          hasDraft={hasDraft}
          value={version}
          onChange={onVersion}
        />
      </div>
      {isChat && (
        <Field label="Message" error={issueFor(trial.failure, "message")}>
          <Textarea rows={2} value={message} onChange={({ target }) => setMessage(target.value)} />
        </Field>
      )}
      <blockquote className="line-clamp-3 border-l-2 pl-3 text-muted">{goal.goal}</blockquote>
      <div className="flex items-center gap-3">
        <Button
          ref={trying}
          variant="primary"
          icon={<FlaskConical />}
          busy={trial.busy}
          onClick={() =>
            void trial.run({
              planId,
              ...(isChat && { message }),
              ...(version === "draft" ? { text: textOf(version) } : { version }),
            })
          }
        >
          Try
        </Button>
        {trial.busy && (
          <Button
            icon={<Ban />}
            onClick={() => {
              trial.stop();
              trying.current?.focus();
            }}
          >
            Stop
          </Button>
        )}
        <span role="status" className="text-muted">
          {trial.busy && "The planner is at work. This can take a minute or more."}
        </span>
      </div>
      {general && <Banner tone="error">{general}</Banner>}
      {trial.result && <TrialResult trial={trial.result} />}
    </div>
  );
}
