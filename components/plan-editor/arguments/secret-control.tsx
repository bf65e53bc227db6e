"use client";

import { Select } from "#components/ui/input.tsx";
import { useSecretNames } from "../plan-queries.ts";
import type { ArgumentFieldProps, ControlNames } from "./argument-field.tsx";
import { literal } from "./argument-parts.ts";

/** A choice of the workspace's secrets by name; one that is not there (any more) stays chosen, and the plan check says so. */
export function SecretControl({
  names,
  chosen,
  required,
  onChange,
}: ArgumentFieldProps & { names: ControlNames; chosen: string }) {
  const { data: secrets, isError } = useSecretNames();
  const missing = chosen !== "" && secrets !== undefined && !secrets.some(({ name }) => name === chosen);
  const known = secrets?.find(({ name }) => name === chosen);
  return (
    <>
      <Select
        {...names}
        value={chosen}
        onChange={({ target: { value } }) => onChange(value === "" && !required ? undefined : literal(value))}
      >
        <option value="">{required ? "Not set" : "None"}</option>
        {chosen !== "" && known === undefined && (
          <option value={chosen}>{missing ? `${chosen} (there is none)` : chosen}</option>
        )}
        {secrets?.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      {known && <p className="text-xs break-words text-muted">Goes to {known.hosts.join(", ")} only.</p>}
      {secrets?.length === 0 && !missing && (
        <p className="text-xs text-muted">
          No secret is stored yet. An owner does it under Settings, Secrets.
        </p>
      )}
      {isError && <p className="text-xs text-danger">The secrets could not be read. Try again later.</p>}
    </>
  );
}
