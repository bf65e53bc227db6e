"use client";

import { Popover } from "radix-ui";
import { useId, useState, type KeyboardEvent } from "react";
import { ToolIcon } from "#components/graph/tool-icon.tsx";
import { Input } from "#components/ui/input.tsx";
import { pointRect } from "#components/ui/point-rect.ts";
import { useReturnFocus } from "#components/ui/use-return-focus.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PickRequest } from "./editor-context.ts";
import { findTools } from "./find-tools.ts";

/**
 * Offers the tools where a step is to be added. What is typed finds a tool, or, when it finds none, names the step:
 * "Competitor analysis", then a tool for it.
 */
export function StepPicker({
  request,
  tools,
  onPick,
  onClose,
}: {
  request: PickRequest | null;
  tools: readonly ToolSpec[];
  /** @param title what the person typed when it names the step */
  onPick: (tool: ToolSpec, title: string | undefined) => void;
  onClose: () => void;
}) {
  const focus = useReturnFocus();
  const anchor = request?.anchor;
  if (!request || !anchor) return null;
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor
        // The menu hangs on a point: where a key was pressed or a connection was dropped.
        virtualRef={{ current: { getBoundingClientRect: () => pointRect(anchor) } }}
      />
      <Popover.Portal>
        <Popover.Content
          {...focus}
          aria-label={request.heading}
          align="center"
          sideOffset={8}
          collisionPadding={8}
          className="z-50 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-80 max-w-[calc(100vw-1rem)] flex-col rounded-lg border bg-raised shadow-raised data-[state=open]:animate-appear"
        >
          <Choices heading={request.heading} tools={tools} onPick={onPick} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices(props: {
  heading: string;
  tools: readonly ToolSpec[];
  onPick: (tool: ToolSpec, title: string | undefined) => void;
}) {
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const { tools, named } = findTools(props.tools, text);
  const current = tools[Math.min(active, tools.length - 1)];
  const pick = (tool: ToolSpec) => props.onPick(tool, named ? text.trim() : undefined);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && tools.length > 0) {
      const next = (active + step + tools.length) % tools.length;
      setActive(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && current) pick(current);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className="border-b p-2">
        <p className="px-1 pb-1.5 text-xs text-muted">
          {named ? `Tool for “${text.trim()}”` : props.heading}
        </p>
        <Input
          role="combobox"
          aria-label="Name the step or find a tool"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${tools.indexOf(current)}` : undefined}
          placeholder="Name the step or find a tool"
          maxLength={200}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Tools"
        className="flex min-h-0 flex-1 flex-col overflow-y-auto p-1"
      >
        {tools.map((tool, index) => (
          // The focus stays in the field, which names the active option.
          <button
            key={tool.name}
            id={`${id}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={tool === current}
            onPointerMove={() => setActive(index)}
            onClick={() => pick(tool)}
            className="flex shrink-0 gap-2.5 rounded-md px-2 py-1.5 text-left aria-selected:bg-hover"
          >
            <ToolIcon tool={tool.name} className="mt-0.5 size-4 shrink-0 text-muted" />
            <span className="min-w-0">
              <span className="block font-medium">{tool.title}</span>
              <span className="line-clamp-2 text-xs text-muted">{tool.unavailable ?? tool.description}</span>
            </span>
          </button>
        ))}
      </div>
    </>
  );
}
