"use client";

import { useContext } from "react";
import { useEditor, useEditorState } from "../editor-context.ts";
import { initials } from "./initials.ts";
import { PresenceContext } from "./presence-context.ts";

/** How many others are shown one by one. */
const MOST_SHOWN = 4;

/** Who else has the plan open; a press goes to the step that they look at. */
export function OthersHere() {
  const others = useContext(PresenceContext);
  const { store } = useEditor();
  const graph = useEditorState((state) => state.graph);
  if (others.length === 0) return null;
  const shown = others.slice(0, MOST_SHOWN);
  return (
    <ul aria-label="Also here" className="flex items-center -space-x-1">
      {shown.map(({ tab, name, stepId }) => {
        const step = graph.steps.find(({ id }) => id === stepId);
        const text = step ? `${name} is at “${step.title}”` : `${name} has this plan open`;
        return (
          <li key={tab}>
            <button
              type="button"
              title={text}
              disabled={!step}
              onClick={() => step && store.select([step.id])}
              className="flex size-6 items-center justify-center rounded-full border-2 border-surface bg-well text-[0.625rem] font-semibold text-text enabled:hover:bg-hover"
            >
              <span aria-hidden>{initials(name)}</span>
              <span className="sr-only">{text}</span>
            </button>
          </li>
        );
      })}
      {others.length > MOST_SHOWN && (
        <li className="pl-2 text-xs text-muted">{others.length - MOST_SHOWN} more</li>
      )}
    </ul>
  );
}
