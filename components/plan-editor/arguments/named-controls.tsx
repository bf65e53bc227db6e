"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson } from "#components/shell/api.ts";
import { Select } from "#components/ui/input.tsx";
import { page, PlanSummary } from "#lib/domain/view.ts";
import { useEditor } from "../editor-context.ts";
import type { ArgumentFieldProps, ControlNames } from "./argument-field.tsx";
import { literal } from "./argument-parts.ts";

type Props = ArgumentFieldProps & { names: ControlNames };
type Named = { value: string; label: string };

const PlanPage = page(PlanSummary);

/** A plan of the workspace that has a version, by its title. */
export function PlanControl(props: Props) {
  const plans = useQuery({
    queryKey: ["plans", "to name"],
    queryFn: ({ signal }) => getJson("/api/plans", PlanPage, signal),
    staleTime: 30_000,
  });
  const options = (plans.data?.items ?? [])
    .filter(({ versions }) => versions > 0)
    .map(({ id, title, versions }) => ({
      value: id,
      label: `${title} (${versions} ${versions === 1 ? "version" : "versions"})`,
    }));
  return <NamedControl {...props} options={options} />;
}

/** A tool that can be used to look: one that only reads and does not wait itself. */
export function ToolControl(props: Props) {
  const { tools } = useEditor();
  const options = tools
    .filter(({ sideEffect, effects, waits }) => !waits && (sideEffect === "read" || effects))
    .map(({ name, title }) => ({ value: name, label: title }));
  return <NamedControl {...props} options={options} />;
}

/** One of several things by their names; what is there already stays, also when it is not among them. */
function NamedControl({ names, argument, onChange, options }: Props & { options: readonly Named[] }) {
  const value = argument?.kind === "literal" && typeof argument.value === "string" ? argument.value : "";
  const known = value === "" || options.some((option) => option.value === value);
  return (
    <Select
      {...names}
      value={value}
      onChange={(event) => onChange(event.target.value === "" ? undefined : literal(event.target.value))}
    >
      <option value="">Not set</option>
      {!known && <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}
