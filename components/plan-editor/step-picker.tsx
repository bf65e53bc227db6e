"use client";

import { useState } from "react";
import { ToolIcon } from "#components/graph/tool-icon.tsx";
import { SearchList } from "#components/ui/search-list.tsx";
import { SearchPopover } from "#components/ui/search-popover.tsx";
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
  if (!request) return null;
  return (
    <SearchPopover label={request.heading} anchor={request.anchor} onClose={onClose}>
      <Choices heading={request.heading} tools={tools} onPick={onPick} />
    </SearchPopover>
  );
}

function Choices(props: {
  heading: string;
  tools: readonly ToolSpec[];
  onPick: (tool: ToolSpec, title: string | undefined) => void;
}) {
  const [text, setText] = useState("");
  const { tools, named } = findTools(props.tools, text);
  return (
    <SearchList
      label="Name the step or find a tool"
      listLabel="Tools"
      heading={named ? `Tool for “${text.trim()}”` : props.heading}
      text={text}
      onText={setText}
      items={tools}
      keyOf={({ name }) => name}
      render={(tool) => (
        <>
          <ToolIcon tool={tool.name} className="mt-0.5 size-4 shrink-0 self-start text-muted" />
          <span className="min-w-0">
            <span className="block font-medium">{tool.title}</span>
            <span className="line-clamp-2 text-xs text-muted">{tool.unavailable ?? tool.description}</span>
          </span>
        </>
      )}
      onPick={(tool) => props.onPick(tool, named ? text.trim() : undefined)}
    />
  );
}
