"use client";

import { Sparkles, X } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { Select } from "#components/ui/input.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Argument, Reference } from "#lib/domain/step.ts";
import { FindingNotes } from "../inspector/finding-notes.tsx";
import { findingsAt } from "../inspector/use-findings.ts";
import { forgetDrafts } from "../drafts.ts";
import { useEditor } from "../editor-context.ts";
import { refocusArgument } from "../refocus.ts";
import type { EditResult } from "../store/store-contract.ts";
import { literal, listItems, objectProperties } from "./argument-parts.ts";
import { choiceText, fieldShape } from "./field-shape.ts";
import { JsonControl } from "./json-control.tsx";
import { ListControl } from "./list-control.tsx";
import { PlanControl, ToolControl } from "./named-controls.tsx";
import { ObjectControl } from "./object-control.tsx";
import { ReferenceChip } from "./reference-chip.tsx";
import { ReferenceMenu } from "./reference-menu.tsx";
import { SecretControl } from "./secret-control.tsx";
import { NumberControl, TextControl } from "./text-controls.tsx";
import { fromTemplateText, referenceText, toTemplateText } from "./template-text.ts";

/**
 * How an argument is changed: while a person types in it, or in one of its parts; as a whole when it is not said. Only what is typed is
 * joined to what was typed before, and what was half typed elsewhere in it outlives all but a change of the whole.
 */
export type ChangeKind = "typing" | "part";

/** What every argument's control gets. */
export type ArgumentFieldProps = {
  stepId: StepId;
  /** Where it stands in the step: "args.sections.0.heading". */
  field: string;
  label: string;
  description: string | null;
  required: boolean;
  /** What the tool takes when nothing is given. */
  fallback: Json | undefined;
  schema: JsonObject;
  /** The whole schema, into which the schema's `$ref`s point. */
  root: JsonObject;
  argument: Argument | undefined;
  findings: readonly Finding[];
  /** True when it names a secret of the workspace. */
  secret?: boolean | undefined;
  /** True for an item of a list, which is there or removed, but never left out. */
  item?: boolean;
  onChange: (argument: Argument | undefined, how?: ChangeKind) => EditResult;
};

/** One argument: a control for its value, or a chip when it is taken from an earlier step; a menu changes between them. */
export function ArgumentField(props: ArgumentFieldProps) {
  const id = useId();
  const { drafts } = useEditor();
  const { argument } = props;
  const onChange: ArgumentFieldProps["onChange"] = (next, how) => {
    const result = props.onChange(next, how);
    if (result.ok && how === undefined) forgetDrafts(drafts, `${props.stepId}/${props.field}`);
    return result;
  };
  const { control, whole } = controlOf({ ...props, onChange }, id);
  const optionalSet = argument !== undefined && !props.required;
  const notes = findingsAt(props.findings, props.field, whole);
  return (
    <div className="flex min-w-0 flex-col gap-1" role="group" aria-labelledby={`${id}-label`}>
      <div className="flex min-h-7 items-center gap-1">
        <span id={`${id}-label`} className="min-w-0 flex-1 truncate font-medium">
          {props.label}
          {props.required && !props.item && <span className="font-normal text-muted"> (needed)</span>}
        </span>
        <ReferenceMenu
          stepId={props.stepId}
          label={props.label}
          onPick={(reference) => onChange(withReference(props, reference))}
        />
        {argument?.kind !== "open" && isWhole(props.field) && (
          <IconButton
            size="small"
            label={`Leave ${props.label} open: a model fills it in when the step runs`}
            icon={<Sparkles />}
            onClick={(event) => {
              refocusArgument(event.currentTarget);
              onChange({ kind: "open" });
            }}
          />
        )}
        {optionalSet && (
          <IconButton
            size="small"
            label={`Clear ${props.label}`}
            icon={<X />}
            onClick={(event) => {
              refocusArgument(event.currentTarget);
              onChange(undefined);
            }}
          />
        )}
      </div>
      {control}
      {props.description && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {props.description}
        </p>
      )}
      <FindingNotes findings={notes} />
    </div>
  );
}

/** Only a whole argument can be left open: "args.query", "fallbacks.0.args.query". */
function isWhole(field: string): boolean {
  return /^(?:fallbacks\.\d+\.)?args\.[^.]+$/.test(field);
}

/** A picked reference goes behind a text that is there already, and else takes the argument's place. */
function withReference({ argument, schema, root }: ArgumentFieldProps, reference: Reference): Argument {
  const text = fieldShape(schema, root, argument).kind === "text" ? toTemplateText(argument) : null;
  return text ? fromTemplateText(`${text}{{${referenceText(reference)}}}`) : { kind: "ref", ...reference };
}

/** The control, and whether it stands for all parts of the argument (and so shows the findings of all). */
function controlOf(props: ArgumentFieldProps, id: string): { control: ReactNode; whole: boolean } {
  const { argument, schema, root, onChange } = props;
  const shape = fieldShape(schema, root, argument);
  const name = {
    "aria-labelledby": `${id}-label`,
    "aria-describedby": props.description ? `${id}-hint` : undefined,
  };
  function enterInstead(removed: Element) {
    refocusArgument(removed);
    onChange(props.required ? literal(null) : undefined);
  }
  if (argument?.kind === "open") {
    const note = <OpenNote onRemove={enterInstead} />;
    return { control: note, whole: true };
  }
  if (argument?.kind === "ref" && shape.kind !== "text") {
    const chip = <ReferenceChip stepId={props.stepId} reference={argument} onRemove={enterInstead} />;
    return { control: chip, whole: true };
  }
  switch (shape.kind) {
    case "text": {
      const text = toTemplateText(argument);
      if (text === null) break;
      if (props.secret && argument?.kind !== "ref" && argument?.kind !== "template")
        return { control: <SecretControl {...props} names={name} chosen={text.trim()} />, whole: true };
      return { control: <TextControl {...props} names={name} long={shape.long} text={text} />, whole: true };
    }
    case "named": {
      const Control = shape.what === "plan" ? PlanControl : ToolControl;
      return { control: <Control {...props} names={name} />, whole: true };
    }
    case "number":
      if (argument && !isNumberOrNothing(argument)) break;
      return { control: <NumberControl {...props} names={name} integer={shape.integer} />, whole: true };
    case "boolean":
      return { control: <ChoiceControl {...props} names={name} options={[true, false]} />, whole: true };
    case "choice":
      return { control: <ChoiceControl {...props} names={name} options={shape.options} />, whole: true };
    case "list": {
      const items = listItems(argument);
      if (items === null) break;
      return { control: <ListControl {...props} items={items} itemSchema={shape.items} />, whole: false };
    }
    case "object": {
      const parts = objectProperties(argument);
      if (parts === null) break;
      return { control: <ObjectControl {...props} parts={parts} fields={shape.fields} />, whole: false };
    }
    case "json":
      break;
  }
  return { control: <AnyControl {...props} names={name} />, whole: true };
}

function OpenNote({ onRemove }: { onRemove: (button: Element) => void }) {
  return (
    <div className="flex items-center gap-1.5 rounded-md border border-dashed px-2 py-1 text-xs text-muted [&_svg]:size-3.5">
      <Sparkles aria-hidden="true" />
      <span className="min-w-0 flex-1">Open: the executor model fills it in when the step runs.</span>
      <IconButton
        size="small"
        label="Enter a value instead"
        icon={<X />}
        onClick={(event) => onRemove(event.currentTarget)}
      />
    </div>
  );
}

function isNumberOrNothing(argument: Argument): boolean {
  return argument.kind === "literal" && (typeof argument.value === "number" || argument.value === null);
}

/** How a control is named and described for screen readers. */
export type ControlNames = { "aria-labelledby": string; "aria-describedby": string | undefined };

/** Any value: a text is edited as text, all else as JSON. Which of the two is settled when the field opens. */
function AnyControl(props: ArgumentFieldProps & { names: ControlNames }) {
  const text = props.argument ? toTemplateText(props.argument) : null;
  const [asText] = useState(text !== null);
  if (asText && text !== null) return <TextControl {...props} long text={text} />;
  return <JsonControl {...props} />;
}

function ChoiceControl({
  names,
  options,
  argument,
  fallback,
  onChange,
}: ArgumentFieldProps & { names: ControlNames; options: Json[] }) {
  const value = argument?.kind === "literal" ? options.findIndex((option) => option === argument.value) : -1;
  return (
    <Select
      {...names}
      value={value}
      onChange={(event) => {
        const option = options[Number(event.target.value)];
        onChange(option === undefined ? undefined : literal(option));
      }}
    >
      <option value={-1}>
        {fallback === undefined || fallback === null ? "Not set" : `Default: ${choiceText(fallback)}`}
      </option>
      {options.map((option, index) => (
        <option key={choiceText(option)} value={index}>
          {choiceText(option)}
        </option>
      ))}
    </Select>
  );
}
