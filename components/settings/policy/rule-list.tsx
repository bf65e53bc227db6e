import { Plus } from "lucide-react";
import { useRef, type ComponentType } from "react";
import { Button } from "#components/ui/button.tsx";
import { RowButtons } from "./row-buttons.tsx";
import { changeRow, moveRow, newKey } from "./rows.ts";
import type { ProblemAt } from "./section.tsx";

/** What the fields of one rule work with. */
export type RuleProps<Rule> = {
  rule: Rule;
  problemAt: ProblemAt;
  onChange: (changes: Partial<Rule>) => void;
};

/** Rules of one kind in their order, each in a frame that moves and removes it, and the button that adds one. */
export function RuleList<Rule extends { key: number }>({
  name,
  addLabel,
  rules,
  add,
  problemAt,
  onChange,
  First,
  Rest,
}: {
  /** What a rule is called before its number: "Approval rule". */
  name: string;
  addLabel: string;
  rules: readonly Rule[];
  /** A new rule, under a key that no other has. */
  add: (key: number) => Rule;
  /** What is wrong within the rule at an index, by its path. */
  problemAt: (index: number, ...path: (string | number)[]) => string | null;
  onChange: (rules: Rule[]) => void;
  /** The fields beside the buttons. */
  First: ComponentType<RuleProps<Rule>>;
  /** The fields below them. */
  Rest: ComponentType<RuleProps<Rule>>;
}) {
  const adding = useRef<HTMLButtonElement>(null);
  return (
    <>
      {rules.map((rule, index) => {
        const props: RuleProps<Rule> = {
          rule,
          problemAt: (...path) => problemAt(index, ...path),
          onChange: (changes) => onChange(changeRow(rules, rule.key, changes)),
        };
        const called = `${name} ${index + 1}`;
        return (
          <fieldset key={rule.key} className="rounded-md border p-3">
            <legend className="px-1 text-xs text-muted">{called}</legend>
            <div className="flex items-start gap-2">
              <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-2">
                <First {...props} />
              </div>
              <RowButtons
                what={called.toLowerCase()}
                first={index === 0}
                last={index === rules.length - 1}
                onMove={(by) => onChange(moveRow(rules, rule.key, by))}
                onRemove={() => {
                  onChange(rules.filter(({ key }) => key !== rule.key));
                  // The button that had the focus goes with its row.
                  adding.current?.focus();
                }}
              />
            </div>
            <Rest {...props} />
          </fieldset>
        );
      })}
      <div>
        <Button
          ref={adding}
          size="small"
          icon={<Plus />}
          onClick={() => onChange([...rules, add(newKey(rules))])}
        >
          {addLabel}
        </Button>
      </div>
    </>
  );
}
