"use client";

import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { Input } from "./input.tsx";

/** How long what is looked for may be. */
const MOST_CHARACTERS = 200;

/**
 * A list that is searched by typing. The focus stays in the field, which names the active item; the arrows move it and Enter picks it.
 * What is found by the text is its owner's to say.
 */
export function SearchList<Item>({
  label,
  listLabel,
  heading,
  text,
  onText,
  items,
  keyOf,
  render,
  onPick,
  note,
  footer,
  most = MOST_CHARACTERS,
}: {
  /** What the field is for. */
  label: string;
  /** What is listed. */
  listLabel: string;
  /** Stands above the field. */
  heading?: ReactNode;
  text: string;
  onText: (text: string) => void;
  items: readonly Item[];
  keyOf: (item: Item) => string;
  render: (item: Item) => ReactNode;
  onPick: (item: Item) => void;
  /** Stands below the field, as why the last pick was refused. */
  note?: ReactNode;
  /** Stands below the list. */
  footer?: ReactNode;
  /** How many characters may be typed. */
  most?: number;
}) {
  const id = useId();
  const [active, setActive] = useState(0);
  const current = items[Math.min(active, items.length - 1)];

  function onKeyDown(event: KeyboardEvent) {
    // Enter and the arrows also belong to the choice of a character in an input method.
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length > 0) {
      const next = (Math.min(active, items.length - 1) + step + items.length) % items.length;
      setActive(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && current !== undefined) onPick(current);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className="border-b p-2">
        {heading && <p className="px-1 pb-1.5 text-xs text-muted">{heading}</p>}
        <Input
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={current === undefined ? undefined : `${id}-${items.indexOf(current)}`}
          placeholder={label}
          maxLength={most}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            onText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        {note}
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={listLabel}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto p-1"
      >
        {items.map((item, index) => (
          <button
            key={keyOf(item)}
            id={`${id}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={item === current}
            onPointerMove={() => setActive(index)}
            onClick={() => onPick(item)}
            className="flex min-h-control shrink-0 items-center gap-2.5 rounded-md px-2 py-1.5 text-left aria-selected:bg-hover"
          >
            {render(item)}
          </button>
        ))}
      </div>
      {footer}
    </>
  );
}

/** Why what was picked cannot be done. */
export function SearchProblem({ children }: { children: string }) {
  return (
    <p role="alert" className="px-1 pt-1.5 text-xs font-medium text-danger">
      {children}
    </p>
  );
}
