"use client";

import { Button } from "#components/ui/button.tsx";
import { CHAT_GRAMMAR } from "#lib/domain/chat-grammar.ts";
import { useEditorState } from "../editor-context.ts";

/** What can be written, with examples that fit the very plan. */
export function ChatIntroduction({ onExample }: { onExample: (text: string) => void }) {
  const steps = useEditorState((state) => state.graph.steps);
  const [first, last] = [steps[0]?.title, steps.at(-1)?.title];
  const examples = [
    ...(last === undefined ? ["Add research of the market"] : [`Add a review before “${last}”`]),
    ...(first === undefined ? [] : [`Make “${first}” optional`]),
    ...(first === undefined || first === last ? [] : [`Add a summary at the end and remove “${first}”`]),
  ];
  return (
    <div className="flex flex-col gap-3">
      <p className="font-medium">Say what should change</p>
      <p className="text-muted">
        The answer is a proposal, drawn on the canvas. Nothing changes until you accept all or a part of it.
      </p>
      <ul className="flex flex-col items-start gap-1.5">
        {examples.map((example) => (
          <li key={example}>
            <Button
              size="small"
              className="h-auto! py-1 text-left whitespace-normal!"
              onClick={() => onExample(example)}
            >
              {example}
            </Button>
          </li>
        ))}
      </ul>
      <ChatHelp />
    </div>
  );
}

/** The grammar that reads messages where no model does. */
export function ChatHelp() {
  return (
    <details className="rounded-md border bg-well px-3 py-2">
      <summary className="font-medium">What is understood without a model</summary>
      <dl className="mt-2 flex flex-col gap-1.5">
        {CHAT_GRAMMAR.map(({ form, example }) => (
          <div key={form}>
            <dt className="font-mono text-xs">{form}</dt>
            <dd className="text-xs text-muted">{example}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-xs text-muted">
        Several at once: join them with “and”, “then”, a comma or a new line. Steps are named by words of
        their titles; quotes hold a name together.
      </p>
    </details>
  );
}
