"use client";

import type { Arguments } from "#lib/domain/step.ts";
import { ArgumentField, type ArgumentFieldProps } from "./argument-field.tsx";
import { objectOf, withPart } from "./argument-parts.ts";
import type { FormField } from "./field-shape.ts";

/** An object of arguments: a control for each property. */
export function ObjectControl(props: ArgumentFieldProps & { parts: Arguments; fields: FormField[] }) {
  const { parts, fields, onChange } = props;
  return (
    <div className="flex flex-col gap-2.5 border-l-2 pl-2.5">
      {fields.map((field) => (
        <ArgumentField
          {...props}
          key={field.name}
          item={false}
          field={`${props.field}.${field.name}`}
          label={field.label}
          description={field.description}
          required={field.required}
          fallback={field.fallback}
          schema={field.schema}
          argument={parts[field.name]}
          onChange={(next, how = "part") => onChange(objectOf(withPart(parts, field.name, next)), how)}
        />
      ))}
    </div>
  );
}
