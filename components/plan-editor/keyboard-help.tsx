"use client";

import { Dialog } from "#components/ui/dialog.tsx";

const KEYS: { heading: string; keys: [string, string][] }[] = [
  {
    heading: "On the canvas",
    keys: [
      ["N", "Add a step, after the selected one if there is one"],
      ["E", "Edit the title"],
      ["D", "Duplicate"],
      ["C", "Connect to another step, or disconnect from it"],
      ["L", "Go to the step's dependencies, one after the other; Enter opens their menu"],
      ["Del", "Remove the selected steps or dependency"],
      ["Enter", "Open in the inspector"],
      ["Arrows", "Walk the graph"],
      ["Shift + Up / Down", "Select everything before or after"],
      ["Alt + Arrows", "Move the selected cards"],
      ["Shift + F10", "Everything that can be done with the step or dependency"],
      ["Shift + click", "Add a step to the selection, or take it out, as with Ctrl"],
      ["Shift + drag", "Select what lies in a rectangle"],
      ["Shift + T", "Tidy: lay out all steps again"],
      ["Shift + L", "Read left to right, or top to bottom"],
      ["/", "Find steps; Enter and Shift + Enter walk the results"],
      ["G", "Collapse the step's group, or expand it"],
      ["Shift + G", "Collapse or expand all groups"],
      ["1", "Fit the plan into view"],
    ],
  },
  {
    heading: "In the outline",
    keys: [
      ["Enter", "Add a step below"],
      ["Backspace", "Remove a step whose title is empty"],
      ["Alt + Up / Down", "Move the step"],
      ["Alt + Right", "Depend on the step above"],
      ["Alt + Left", "Stop depending on the step above"],
      ["Shift + F10", "Everything that can be done with the step"],
    ],
  },
  {
    heading: "Everywhere",
    keys: [
      ["Ctrl + Z", "Undo (Cmd on a Mac)"],
      ["Ctrl + Shift + Z", "Redo"],
      ["Ctrl + C / X / V", "Copy, cut and paste steps, also into another plan"],
      ["Ctrl + K", "Find any command, step, plan, run or page; Enter at once opens the chat"],
      ["Ctrl + Shift + K", "Compare with other plans"],
      ["Ctrl + A", "On the canvas: select all steps"],
      ["Ctrl + F", "In the outline: find steps"],
      ["Ctrl + Enter", "Run"],
    ],
  },
];

/** The editor's keys, in a dialog. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title="Keys">
      <div className="flex flex-col gap-4 pb-4">
        {KEYS.map(({ heading, keys }) => (
          <section key={heading}>
            <h3 className="pb-1 text-xs font-medium text-muted">{heading}</h3>
            <dl className="grid grid-cols-[9rem_1fr] gap-x-3 gap-y-1">
              {keys.map(([key, what]) => (
                <div key={key} className="contents">
                  <dt>
                    <kbd className="rounded-sm border bg-well px-1.5 py-0.5 font-mono text-xs">{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
