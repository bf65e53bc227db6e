import type { ReactNode } from "react";
import { toArgumentJson } from "#components/plan-editor/arguments/argument-json.ts";
import { ToolIcon } from "#components/graph/tool-icon.tsx";
import { countOf } from "#lib/domain/count-of.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { SharedTool } from "#lib/domain/share.ts";
import type { Arguments, Step } from "#lib/domain/step.ts";

/** A step of a shared plan: what it is to do, with which tool and arguments, after which others. */
export function SharedStepFacts({
  graph,
  step,
  tools,
}: {
  graph: PlanGraph;
  step: Step;
  tools: readonly SharedTool[];
}) {
  const titles = new Map(graph.steps.map(({ id, title }) => [id, title]));
  const toolTitle = (name: string) => tools.find((tool) => tool.name === name)?.title ?? name;
  const before = graph.dependencies
    .filter(({ to }) => to === step.id)
    .map(({ from }) => titles.get(from) ?? from);
  const { rubric, expression, required } = step.doneCondition;
  return (
    <div className="flex flex-col gap-4 p-4">
      <h2 className="font-semibold wrap-anywhere">{step.title}</h2>
      <Fact name="Tool">
        <span className="flex items-center gap-1.5 [&_svg]:size-4">
          <ToolIcon tool={step.tool} />
          {toolTitle(step.tool)}
        </span>
      </Fact>
      {step.instruction !== "" && (
        <Fact name="Instruction">
          <p className="wrap-anywhere whitespace-pre-wrap">{step.instruction}</p>
        </Fact>
      )}
      {before.length > 0 && <Fact name="After">{before.join(", ")}</Fact>}
      <ArgumentFacts args={step.args} />
      {step.when !== null && (
        <Fact name="Only when">
          <Code>{step.when}</Code>
        </Fact>
      )}
      {step.fallbacks.map((fallback, at) => (
        <Fact key={at} name={`If that fails: ${toolTitle(fallback.tool)}`}>
          <ArgumentFacts args={fallback.args} />
        </Fact>
      ))}
      {required.length > 0 && (
        <Fact name="Must give">{required.map((path) => path.join(" › ") || "something").join(", ")}</Fact>
      )}
      {expression !== null && (
        <Fact name="Done when">
          <Code>{expression}</Code>
        </Fact>
      )}
      {rubric !== null && (
        <Fact name="Judged by">
          <p className="wrap-anywhere whitespace-pre-wrap">{rubric}</p>
        </Fact>
      )}
      <Fact name="Tries">
        {countOf(step.retry.maxAttempts, "attempt")}, {step.timeoutSeconds} s each at most
        {step.optional ? "; the plan goes on without it" : ""}
      </Fact>
    </div>
  );
}

function ArgumentFacts({ args }: { args: Arguments }) {
  const entries = Object.entries(args);
  if (entries.length === 0) return null;
  return (
    <dl className="flex flex-col gap-2">
      {entries.map(([name, argument]) => (
        <div key={name}>
          <dt className="font-mono text-xs text-muted">{name}</dt>
          <dd>
            <Code>
              {argument.kind === "open" ? "chosen by the model when it runs" : toArgumentJson(argument)}
            </Code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Code({ children }: { children: string }) {
  return (
    <pre className="rounded-md bg-well px-2 py-1 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
      {children}
    </pre>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">{name}</h3>
      {children}
    </section>
  );
}
