import { Checkbox } from "#components/ui/input.tsx";
import { LinesField } from "./lines-field.tsx";
import { Section, type SectionProps } from "./section.tsx";

/** Where tools may reach. */
export function ReachSection({ draft: { domains }, problemAt, change }: SectionProps) {
  return (
    <Section title="Where tools may reach">
      <Checkbox
        label="Read every public website"
        checked={domains.publicRead}
        onChange={({ target }) => change({ domains: { ...domains, publicRead: target.checked } })}
      />
      <LinesField
        label="Hosts that may be read and written to"
        hint="One a line: example.com, *.example.com for all below it, example.com:8443 for another port."
        path={["domains", "hosts"]}
        problemAt={problemAt}
        lines={domains.hosts}
        onChange={(hosts) => change({ domains: { ...domains, hosts } })}
      />
    </Section>
  );
}
