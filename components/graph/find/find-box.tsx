import { ChevronDown, ChevronUp, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import { CanvasButton } from "../canvas-button.tsx";
import type { Find } from "./use-find.ts";

/**
 * The box of a search: Enter goes to the next result, Shift+Enter to the one before, Escape closes it.
 * @param onClose gives the focus back
 */
export function FindBox({ find, onClose }: { find: Find; onClose: () => void }) {
  function close() {
    find.close();
    onClose();
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    // What is typed here is no key of the canvas.
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement)
      find.go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }
  const none = find.found === null || find.found.size === 0;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are the field's, heard where they bubble to
    <div
      role="search"
      onKeyDown={onKeyDown}
      className="flex min-w-0 items-center rounded-md border bg-raised p-0.5 shadow-raised"
    >
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it opens because a person asked to type here
        autoFocus={find.takesFocus}
        aria-label="Find steps"
        placeholder="Find steps"
        value={find.text}
        maxLength={200}
        onFocus={(event) => {
          event.target.select();
          find.setFocused(true);
        }}
        onBlur={() => find.setFocused(false)}
        onChange={(event) => find.setText(event.target.value)}
        className="h-control-sm w-36 min-w-0 flex-1 rounded-sm bg-transparent px-2 text-sm text-text placeholder:text-muted focus-visible:outline-offset-0"
      />
      <span role="status" className="px-1.5 text-xs whitespace-nowrap text-muted tabular-nums">
        {find.words}
      </span>
      <CanvasButton
        label="Previous result (Shift+Enter)"
        icon={<ChevronUp />}
        disabled={none}
        onClick={() => find.go(-1)}
      />
      <CanvasButton
        label="Next result (Enter)"
        icon={<ChevronDown />}
        disabled={none}
        onClick={() => find.go(1)}
      />
      <CanvasButton label="Close the search (Escape)" icon={<X />} onClick={close} />
    </div>
  );
}
