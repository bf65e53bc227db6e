"use client";

import { useId, type ReactElement, type ReactNode, cloneElement } from "react";

type Control = ReactElement<{
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  "aria-required"?: boolean;
}>;

/**
 * A label, its control, a hint and an error, tied together for screen readers.
 * The child is one Input, Textarea, Select or another element that takes an id.
 */
export function Field({
  label,
  hint,
  error,
  required = false,
  hideLabel = false,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  required?: boolean;
  hideLabel?: boolean;
  children: Control;
}) {
  const id = useId();
  const controlId = children.props.id ?? id;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={controlId} className={hideLabel ? "sr-only" : "font-medium"}>
        {label}
      </label>
      {cloneElement(children, {
        id: controlId,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": required || undefined,
      })}
      {hint && (
        <div id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </div>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
