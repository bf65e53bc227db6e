import { Checkbox } from "#components/ui/input.tsx";
import { PersonalDataKind, type FindingAnswer } from "#lib/domain/policy.ts";
import { ChoiceSetting } from "../setting-fields.tsx";
import { LinesField } from "./lines-field.tsx";
import { Section, type SectionProps } from "./section.tsx";

const ANSWERS: Record<FindingAnswer, string> = {
  warn: "Say so and go on",
  mask: "Hide it and go on",
  block: "Stop",
};

const KINDS: Record<PersonalDataKind, string> = {
  email: "E-mail addresses",
  phone: "Phone numbers",
  iban: "Bank accounts",
  card: "Card numbers",
  national_id: "Social security numbers (US)",
};

/** What must not occur in what leaves the system and in outputs. */
export function ContentSection({ draft, problemAt, change }: SectionProps) {
  const { prohibited, personalData } = draft;
  const list = (field: "terms" | "patterns" | "categories") => ({
    path: ["prohibited", field],
    problemAt,
    lines: prohibited[field],
    onChange: (lines: string[]) => change({ prohibited: { ...prohibited, [field]: lines } }),
  });
  return (
    <Section title="Content" description="Looked for in what leaves the system, in plans and in outputs.">
      <LinesField label="Prohibited words" hint="A word or phrase a line, in any case." {...list("terms")} />
      <LinesField
        label="Prohibited patterns"
        hint="A regular expression a line, in any case, without look-around and back references."
        code
        {...list("patterns")}
      />
      <LinesField
        label="Prohibited categories"
        hint="A subject a line, for the checker model to judge. Without one they are not looked for."
        {...list("categories")}
      />
      <ChoiceSetting
        label="When something prohibited is found"
        choices={ANSWERS}
        error={problemAt("prohibited", "answer")}
        value={prohibited.answer}
        onChange={(answer) => change({ prohibited: { ...prohibited, answer } })}
      />
      <fieldset className="flex flex-col">
        <legend className="mb-1 font-medium">Personal data that is looked for</legend>
        {PersonalDataKind.options.map((kind) => (
          <Checkbox
            key={kind}
            label={KINDS[kind]}
            checked={personalData.kinds.includes(kind)}
            onChange={({ target }) => {
              const others = personalData.kinds.filter((other) => other !== kind);
              const kinds = target.checked ? [...others, kind] : others;
              change({ personalData: { ...personalData, kinds } });
            }}
          />
        ))}
      </fieldset>
      <ChoiceSetting
        label="When personal data is found"
        choices={ANSWERS}
        error={problemAt("personalData", "answer")}
        value={personalData.answer}
        onChange={(answer) => change({ personalData: { ...personalData, answer } })}
      />
      <ChoiceSetting
        label="When a key, password or token is found"
        choices={ANSWERS}
        error={problemAt("secrets")}
        value={draft.secrets}
        onChange={(secrets) => change({ secrets })}
      />
    </Section>
  );
}
