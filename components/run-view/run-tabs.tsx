import { Maximize2, Minimize2 } from "lucide-react";
import { memo, useMemo, useState } from "react";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { IconButton } from "#components/ui/button.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { CallList } from "./call-list.tsx";
import { CostTab } from "./cost-tab.tsx";
import { EventLog } from "./event-log.tsx";
import { countTold } from "./filter-events.ts";
import { OutputTab } from "./output-tab.tsx";
import { PermissionsTab } from "./permissions-tab.tsx";
import { Timeline } from "./timeline.tsx";
import type { RunEvents } from "./use-run-events.ts";

/** What stands below the canvas of a run. Drawn anew only when what it is given is another. */
export const RunTabs = memo(function RunTabs({
  run,
  events,
  tools,
  firstSeq,
  selected,
  onSelect,
  enlarged,
  onEnlarge,
}: {
  run: RunView;
  events: RunEvents;
  tools: ToolSpec[];
  /** The number of the first event that is kept. */
  firstSeq: number;
  /** The step that is open, or null. */
  selected: string | null;
  onSelect: (stepId: string) => void;
  /** Whether it has the canvas' place as well. */
  enlarged: boolean;
  onEnlarge: (enlarged: boolean) => void;
}) {
  const [tab, setTab] = useState(run.status === "succeeded" ? "output" : "timeline");
  const kept = Math.max(0, run.seq - firstSeq + 1);
  const told = useMemo(() => countTold(events, kept), [events, kept]);
  return (
    <Tabs
      label="Details of the run"
      value={tab}
      onValueChange={setTab}
      className={
        enlarged ? "flex-1 bg-surface" : "h-[44%] min-h-52 shrink-0 border-t bg-surface max-lg:h-112"
      }
      trailing={
        <IconButton
          label={enlarged ? "Show the canvas again" : "Enlarge"}
          icon={enlarged ? <Minimize2 /> : <Maximize2 />}
          size="small"
          onClick={() => onEnlarge(!enlarged)}
        />
      }
      tabs={[
        {
          id: "timeline",
          label: "Timeline",
          content: <Timeline run={run} events={events} selected={selected} onSelect={onSelect} />,
        },
        {
          id: "events",
          label: "Events",
          count: told,
          content: (
            <EventLog
              run={run}
              events={events}
              kept={kept}
              total={told}
              selected={selected}
              onSelect={onSelect}
            />
          ),
        },
        {
          id: "calls",
          label: "Tool calls",
          content: <CallList run={run} events={events} onSelect={onSelect} />,
        },
        { id: "output", label: "Output", content: <OutputTab run={run} /> },
        { id: "cost", label: "Cost", content: <CostTab run={run} onSelect={onSelect} /> },
        {
          id: "permissions",
          label: "What it may do",
          content: <PermissionsTab run={run} tools={tools} />,
        },
      ]}
    />
  );
});
