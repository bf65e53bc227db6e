import { loadLater } from "#components/shell/load-later.ts";

/** The parts of the editor that an open plan does not show at first: they come when the browser has nothing else to do. */
export const editorParts = loadLater(() => import("./later-parts.ts"));
