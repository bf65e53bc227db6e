"use client";

import { Textarea } from "#components/ui/input.tsx";
import { useDraft } from "../use-draft.ts";
import { fromArgumentJson, toArgumentJson } from "./argument-json.ts";
import type { ArgumentFieldProps, ControlNames } from "./argument-field.tsx";
import { DraftError } from "./draft-error.tsx";

/** Any value as JSON, for what the form has no control for. A reference is the text "{{step.path}}". */
export function JsonControl(props: ArgumentFieldProps & { names: ControlNames }) {
  const draft = useDraft(`${props.stepId}/${props.field}`, toArgumentJson(props.argument), (text) => {
    const parsed = fromArgumentJson(text);
    return parsed.ok ? props.onChange(parsed.argument, "typing") : parsed;
  });
  return (
    <>
      <Textarea
        {...props.names}
        rows={Math.min(10, Math.max(2, draft.text.split("\n").length))}
        spellCheck={false}
        placeholder="JSON"
        value={draft.text}
        aria-invalid={draft.error ? true : undefined}
        onChange={(event) => draft.onChange(event.target.value)}
        onBlur={draft.onBlur}
        className="font-mono text-xs"
      />
      <DraftError message={draft.error} />
    </>
  );
}
