import { useEffect, useMemo, useRef, useState } from "react";
import { countOf } from "#lib/domain/count-of.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { chooseGroups, useGroupChoice } from "./group-choice.ts";
import { drawGroups, groupsOf, type DrawnGraph, type Grouping } from "./step-groups.ts";

/** How the canvas groups its steps, and what a reader may do about it. */
export type Groups = {
  by: Grouping;
  drawn: DrawnGraph;
  /** What happened last, for screen readers. */
  said: string;
  groupBy: (by: Grouping) => void;
  collapse: (groupId: string) => void;
  expand: (groupId: string) => void;
  collapseAll: () => void;
  expandAll: () => void;
};

/**
 * The groups of a plan as its reader chose them. A selection made elsewhere (outline, search, a new step) opens the group it is in; one
 * that has all steps of a group is the group's own.
 * @param key where the choice is kept
 */
export function useGroups(graph: PlanGraph, key: string, selection: readonly string[]): Groups {
  const choice = useGroupChoice(key);
  const groups = useMemo(() => groupsOf(graph, choice.by), [graph, choice.by]);
  const drawn = useMemo(
    () => drawGroups(graph, groups, new Set(choice.collapsed)),
    [graph, groups, choice.collapsed],
  );
  const [said, setSaid] = useState("");

  const latest = useRef({ selection, drawn, choice });
  useEffect(() => {
    latest.current = { selection, drawn, choice };
  });
  // Only a new selection opens a group: one that is collapsed round the selected step stays so.
  const selected = `${selection.length} ${selection.at(-1) ?? ""}`;
  useEffect(() => {
    const now = latest.current;
    const last = now.selection.at(-1);
    const group = last === undefined ? undefined : now.drawn.hidden.get(last);
    if (!group) return;
    const chosen = new Set(now.selection);
    if (group.stepIds.every((id) => chosen.has(id))) return;
    const collapsed = now.choice.collapsed.filter((id) => id !== group.id);
    chooseGroups(key, { ...now.choice, collapsed });
  }, [selected, key]);

  return useMemo(() => {
    const keep = (collapsed: string[]) => chooseGroups(key, { by: choice.by, collapsed });
    const told = (groupId: string) => {
      const group = groups.find(({ id }) => id === groupId);
      return group ? `${group.title}, ${group.stepIds.length} steps` : "";
    };
    return {
      by: choice.by,
      drawn,
      said,
      groupBy: (by) => {
        const count = groupsOf(graph, by).length;
        chooseGroups(key, { by, collapsed: [] });
        setSaid(by === "none" ? "Not grouped." : `${countOf(count, "group")}, all open.`);
      },
      collapse: (id) => {
        keep([...choice.collapsed, id]);
        setSaid(`${told(id)}: collapsed.`);
      },
      expand: (id) => {
        keep(choice.collapsed.filter((other) => other !== id));
        setSaid(`${told(id)}: open.`);
      },
      collapseAll: () => {
        keep(groups.map(({ id }) => id));
        setSaid(`${countOf(groups.length, "group")} collapsed.`);
      },
      expandAll: () => {
        keep([]);
        setSaid("All groups are open.");
      },
    };
  }, [choice, drawn, groups, graph, key, said]);
}
