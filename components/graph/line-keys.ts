import type { Dependency } from "#lib/domain/plan.ts";
import type { KeyScene } from "./canvas-keys.ts";
import { edgeId } from "./edge-id.ts";
import { senseOf, type Arrow } from "./walk.ts";
import { fromLine, linesOf, nextLine } from "./walk-lines.ts";

/** The dependency that keys are about: the selected line, unless steps are selected too, which come first. */
export function currentLine({ graph, selection, selectedEdge }: KeyScene): Dependency | null {
  // A rectangle that selects steps selects the lines between them too, which go with their steps.
  if (selectedEdge === null || selection.length > 0) return null;
  return graph.dependencies.find((it) => edgeId(it) === selectedEdge) ?? null;
}

/** Goes from the selected step to its first dependency, and from one to the next. */
export function walkLines(scene: KeyScene, by: 1 | -1 = 1): boolean {
  const current = currentLine(scene);
  const stepId = current ? (scene.lineOf ?? current.to) : scene.selection.at(-1);
  if (stepId === undefined) return false;
  const { hidden } = scene.groups.drawn;
  const drawn = scene.graph.dependencies.filter(({ from, to }) => !hidden.has(from) && !hidden.has(to));
  const lines = linesOf(drawn, stepId);
  const next = nextLine(lines, current, by);
  if (next) {
    const focused = scene.goToLine(next.line, stepId);
    const number = `Dependency ${next.number} of ${lines.length}`;
    // From afar lines are drawn but not there to be focused, which would have told of them.
    scene.say(focused ? `${number}.` : `${number}: ${lineWords(next.line, scene)}.`);
  } else {
    scene.say("No dependency of this step is drawn.");
  }
  return true;
}

function lineWords({ from, to }: Dependency, { graph }: KeyScene): string {
  const title = (stepId: string) => graph.steps.find(({ id }) => id === stepId)?.title ?? stepId;
  return `“${title(to)}” depends on “${title(from)}”`;
}

/**
 * Does what a key means for a dependency whose line is selected.
 * @returns whether it meant something
 */
export function pressOnLine(
  line: Dependency,
  { key, arrow }: { key: string; arrow: Arrow | undefined },
  scene: KeyScene,
): boolean {
  const { edits } = scene;
  if (arrow) {
    const target = fromLine(line, senseOf(arrow, scene.direction));
    if (typeof target === "string") scene.goTo(target);
    else walkLines(scene, target);
    return true;
  }
  switch (key) {
    case "Escape":
      scene.leaveLine();
      return true;
    case "Enter":
      edits?.dependencyMenu(line, scene.lineAnchor(line), scene);
      return edits !== null;
    case "n":
      edits?.insert(line, scene.lineAnchor(line));
      return edits !== null;
    case "Delete":
    case "Backspace":
      if (edits === null) return false;
      edits.disconnect(line);
      scene.leaveLine();
      return true;
    default:
      return false;
  }
}
