"use client";

import { Input, Textarea } from "#components/ui/input.tsx";
import type { Argument } from "#lib/domain/step.ts";
import { refuse, useDraft } from "../use-draft.ts";
import type { ArgumentFieldProps, ControlNames } from "./argument-field.tsx";
import { literal } from "./argument-parts.ts";
import { DraftError } from "./draft-error.tsx";
import { parseNumber } from "./parse-number.ts";
import { ReferenceChip } from "./reference-chip.tsx";
import { fromTemplateText, referenceText } from "./template-text.ts";

const LONGEST_TEXT = 20_000;

type Props = ArgumentFieldProps & { names: ControlNames };

/** A text in which references may stand: "Plan for {{research.topic}}". Those in it are listed below as chips. */
export function TextControl(props: Props & { long: boolean; text: string }) {
  const { argument, onChange } = props;
  const draft = useDraft(`${props.stepId}/${props.field}`, props.text, (text) => {
    if (text.length > LONGEST_TEXT)
      return refuse(`This is longer than ${LONGEST_TEXT.toLocaleString("en")} characters.`);
    return onChange(text === "" && !props.required ? undefined : fromTemplateText(text), "typing");
  });
  const shared = {
    ...props.names,
    value: draft.text,
    placeholder: typeof props.fallback === "string" ? props.fallback : undefined,
    "aria-invalid": draft.error ? true : undefined,
    onBlur: draft.onBlur,
  };
  return (
    <>
      {props.long ? (
        <Textarea
          {...shared}
          rows={rowsFor(draft.text)}
          onChange={(event) => draft.onChange(event.target.value)}
        />
      ) : (
        <Input {...shared} onChange={(event) => draft.onChange(event.target.value)} />
      )}
      <DraftError message={draft.error} />
      {referencesIn(argument).map((reference) => (
        <ReferenceChip key={referenceText(reference)} stepId={props.stepId} reference={reference} />
      ))}
    </>
  );
}

/** As many lines as the text needs in a pane of the usual width, four at most. */
function rowsFor(text: string): number {
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 42)), 0);
  return Math.min(4, lines);
}

function referencesIn(argument: Argument | undefined) {
  if (argument?.kind === "ref") return [argument];
  if (argument?.kind !== "template") return [];
  const references = argument.parts.filter((part) => typeof part !== "string");
  return [...new Map(references.map((reference) => [referenceText(reference), reference])).values()];
}

/** A number, kept as typed until it is one. */
export function NumberControl(props: Props & { integer: boolean }) {
  const { argument, onChange } = props;
  const value =
    argument?.kind === "literal" && typeof argument.value === "number" ? String(argument.value) : "";
  const draft = useDraft(`${props.stepId}/${props.field}`, value, (text) => {
    if (text.trim() === "") return props.required ? refuse("Enter a number.") : onChange(undefined, "typing");
    const number = parseNumber(text, props.integer);
    return typeof number === "string" ? refuse(number) : onChange(literal(number), "typing");
  });
  return (
    <>
      <Input
        {...props.names}
        inputMode={props.integer ? "numeric" : "decimal"}
        value={draft.text}
        placeholder={typeof props.fallback === "number" ? `Default: ${props.fallback}` : undefined}
        aria-invalid={draft.error ? true : undefined}
        onChange={(event) => draft.onChange(event.target.value)}
        onBlur={draft.onBlur}
      />
      <DraftError message={draft.error} />
    </>
  );
}
