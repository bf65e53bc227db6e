import { FigureField } from "./figure-field.tsx";
import { Section, type SectionProps } from "./section.tsx";

const LIMITS = [
  { field: "steps", label: "Steps in a plan" },
  {
    field: "fanOut",
    label: "Steps that may depend on one step",
    hint: "Also how many items a step may repeat for.",
  },
  { field: "replans", label: "Replans of a run", hint: "Whoever asked for them." },
  { field: "depth", label: "How deep runs may start other runs" },
] as const;

/** How large plans and runs may become. */
export function LimitsSection({ draft: { limits }, problemAt, change }: SectionProps) {
  return (
    <Section title="Limits">
      <div className="grid gap-4 sm:grid-cols-2">
        {LIMITS.map(({ field, label, ...rest }) => (
          <FigureField
            key={field}
            label={label}
            {...rest}
            error={problemAt("limits", field)}
            value={limits[field]}
            onChange={(value) => change({ limits: { ...limits, [field]: value } })}
          />
        ))}
      </div>
    </Section>
  );
}
