import {
  ChevronsDownUp,
  ChevronsUpDown,
  Copy,
  Group,
  Keyboard,
  LayoutGrid,
  Maximize,
  PencilLine,
  Plus,
  RotateCw,
  Search,
  SquareCheck,
  Trash2,
  Workflow,
} from "lucide-react";
import type { ReactNode } from "react";
import type { CanvasCommand } from "./canvas-props.ts";
import { pressKey, type KeyScene } from "./canvas-keys.ts";
import { currentLine } from "./line-keys.ts";
import type { Grouping } from "./groups/step-groups.ts";

const GROUPINGS: Readonly<Record<Grouping, string>> = {
  none: "Do not group steps",
  level: "Group steps by level",
  subplan: "Group steps by subplan",
};

/** Where a new step would go. */
function additionWords(scene: KeyScene): string {
  const title = (stepId: string | undefined) => scene.graph.steps.find(({ id }) => id === stepId)?.title;
  const line = currentLine(scene);
  if (line) return `Insert a step between “${title(line.from)}” and “${title(line.to)}”`;
  const current = title(scene.selection.at(-1));
  return current === undefined ? "Add a step" : `Add a step after “${current}”`;
}

/** What can be done on the canvas by keys and in its corners: each is what its key does. */
export function canvasCommands(scene: KeyScene): CanvasCommand[] {
  const { graph, selection, edits, groups, direction } = scene;
  const command = (key: string, label: string, icon: ReactNode, keys: string, words = ""): CanvasCommand => ({
    id: `canvas ${keys}`,
    label,
    icon,
    keys,
    words,
    run: () =>
      void pressKey(
        { key, shiftKey: false, altKey: false, metaKey: false, ctrlKey: keys === "Ctrl+A" },
        scene,
      ),
  });
  const current = graph.steps.find(({ id }) => id === selection.at(-1));
  const several = selection.length > 1;
  const them = several ? `the ${selection.length} selected steps` : `“${current?.title ?? ""}”`;
  const changes =
    edits === null
      ? []
      : [
          command("n", additionWords(scene), <Plus />, "N", "new"),
          ...(current
            ? [
                command("e", `Edit the title of “${current.title}”`, <PencilLine />, "E", "rename"),
                command("c", `Connect “${current.title}” to another step`, <Workflow />, "C", "depend"),
                command("d", `Duplicate ${them}`, <Copy />, "D", "copy"),
                command("Delete", `Remove ${them}`, <Trash2 />, "Del", "delete"),
              ]
            : []),
        ];
  if (graph.steps.length === 0) return changes;
  return [
    ...changes,
    command("a", "Select all steps", <SquareCheck />, "Ctrl+A"),
    command("/", "Find steps on the canvas", <Search />, "/", "search"),
    command("1", "Fit the plan into view", <Maximize />, "1", "zoom"),
    command("T", "Tidy: lay out all steps again", <LayoutGrid />, "Shift+T", "layout arrange"),
    command(
      "L",
      direction === "down" ? "Read left to right" : "Read top to bottom",
      <RotateCw />,
      "Shift+L",
      "turn direction",
    ),
    ...(["level", "subplan", "none"] as const)
      .filter((by) => by !== groups.by)
      .map((by) => ({
        id: `canvas group ${by}`,
        label: GROUPINGS[by],
        icon: <Group />,
        run: () => groups.groupBy(by),
      })),
    ...(groups.by === "none"
      ? []
      : [
          groups.drawn.open.length > 0
            ? command("G", "Collapse all groups", <ChevronsDownUp />, "Shift+G")
            : command("G", "Expand all groups", <ChevronsUpDown />, "Shift+G"),
        ]),
    ...(edits ? [command("?", "Keys", <Keyboard />, "?", "help shortcuts keyboard")] : []),
  ];
}
