"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import type { Policy } from "#lib/domain/policy.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { findTools } from "#components/plan-editor/find-tools.ts";
import { Page } from "#components/shell/page.tsx";
import { SearchBox } from "#components/shell/search-box.tsx";
import { useListParams } from "#components/shell/use-list-params.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import { LiveRegion } from "#components/ui/live-region.tsx";
import { permitOf, serverOf, type ToolPermit } from "./tool-facts.ts";
import { PERMIT_WORDS, ToolRow } from "./tool-row.tsx";

const CHOICES = ["all", "allow", "ask", "deny", "depends", "unavailable"] as const satisfies (
  ToolPermit | "all" | "unavailable"
)[];
type Choice = (typeof CHOICES)[number];

const choiceOf = (value: string): Choice => CHOICES.find((each) => each === value) ?? "all";

/** The registry: every tool that a plan may use, with what the policy says of it. */
export function ToolsView({ tools, policy }: { tools: readonly ToolSpec[]; policy: Policy }) {
  const { filter, typed, setTyped, filterBy } = useListParams();
  const choice = choiceOf(filter);
  const found = findTools(tools, typed);
  const shown = (found.named ? [] : found.tools).filter((tool) => isChosen(choice, tool, policy));
  const groups = Map.groupBy(
    shown.toSorted((a, b) => a.title.localeCompare(b.title, "en")),
    (tool) => serverOf(tool),
  );
  const names = [...groups.keys()].toSorted((a, b) => (a ?? "").localeCompare(b ?? "", "en"));
  const said = `${shown.length} of ${tools.length} tools`;
  return (
    <Page
      title="Tools"
      description="What steps can do, and what this workspace's policy says of it."
      actions={
        <>
          <Link href="/settings/policy" className={buttonClasses()}>
            Policy
          </Link>
          <Link href="/settings/mcp" className={buttonClasses()}>
            MCP servers
          </Link>
        </>
      }
    >
      <div className="flex flex-wrap items-end gap-3">
        <SearchBox label="Find a tool" value={typed} onChange={setTyped} />
        <Field label="Which tools" hideLabel>
          <Select
            value={choice}
            onChange={({ target }) => filterBy(target.value === "all" ? "" : target.value)}
          >
            {CHOICES.map((each) => (
              <option key={each} value={each}>
                {choiceWords(each)}
              </option>
            ))}
          </Select>
        </Field>
        <p className="py-1.5 text-muted tabular-nums">{said}</p>
        <LiveRegion>{said}</LiveRegion>
      </div>
      {shown.length === 0 && (
        <EmptyState icon={<SearchX />} title="No tool is like that">
          Search for other words, or choose all tools.
        </EmptyState>
      )}
      {names.map((name) => (
        <section key={name ?? ""} aria-label={name ?? "Built in"} className="flex flex-col gap-2">
          <h2 className="flex items-center gap-2 font-semibold">
            {name === null ? "Built in" : `MCP server “${name}”`}
            <span className="font-normal text-muted tabular-nums">{groups.get(name)?.length}</span>
          </h2>
          <ul className="divide-y rounded-lg border bg-surface">
            {groups.get(name)?.map((tool) => (
              <ToolRow key={tool.name} tool={tool} policy={policy} />
            ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}

function isChosen(choice: Choice, tool: ToolSpec, policy: Policy): boolean {
  if (choice === "all") return true;
  return choice === "unavailable" ? tool.unavailable !== null : permitOf(policy, tool) === choice;
}

function choiceWords(choice: Choice): string {
  if (choice === "all") return "All tools";
  return choice === "unavailable" ? "Cannot be used now" : PERMIT_WORDS[choice].short;
}
