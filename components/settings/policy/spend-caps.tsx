import type { SpendLimits, SpendScope } from "#lib/domain/policy.ts";
import { FigureField } from "./figure-field.tsx";
import { Section, type SectionProps } from "./section.tsx";

const SCOPES: Record<SpendScope, string> = {
  step: "A step",
  run: "A run",
  day: "All runs of a day",
  memberDay: "The runs that one member starts on a day",
};

const MEASURES: Record<keyof SpendLimits, { label: string; unit: number }> = {
  micros: { label: "Dollars", unit: 1_000_000 },
  tokens: { label: "Tokens", unit: 1 },
  calls: { label: "Calls", unit: 1 },
  seconds: { label: "Seconds", unit: 1 },
};

/** The fields' names, in the order that they are shown in. */
function namesOf<K extends string>(words: Record<K, unknown>): K[] {
  return Object.keys(words) as K[];
}

/** What steps, runs and days may take at most. */
export function SpendCapsSection({ draft: { caps }, problemAt, change }: SectionProps) {
  return (
    <Section
      title="Spend caps"
      description="Tools and models together. A day is a day in UTC. Leave a cap empty for none."
    >
      {namesOf(SCOPES).map((scope) => (
        <fieldset key={scope}>
          <legend className="mb-1 font-medium">{SCOPES[scope]}</legend>
          <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            {namesOf(MEASURES).map((measure) => (
              <FigureField
                key={measure}
                label={MEASURES[measure].label}
                unit={MEASURES[measure].unit}
                empty="No cap"
                error={problemAt("caps", scope, measure)}
                value={caps[scope][measure]}
                onChange={(value) =>
                  change({ caps: { ...caps, [scope]: { ...caps[scope], [measure]: value } } })
                }
              />
            ))}
          </div>
        </fieldset>
      ))}
    </Section>
  );
}
