"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { countOf } from "#lib/domain/count-of.ts";

const WAYS = [
  { into: "add", words: "Add them to the plan" },
  { into: "replace", words: "Make them the whole plan" },
] as const;

/** The foot of the comparison: takes the chosen steps, in one of two ways. */
export function ChosenSteps({
  count,
  busy,
  onTake,
}: {
  count: number;
  busy: boolean;
  onTake: (into: "add" | "replace") => void;
}) {
  const [into, setInto] = useState<"add" | "replace">("add");
  return (
    <div className="sticky -bottom-1 -mx-5 mt-3 flex flex-wrap items-center justify-end rounded-b-lg gap-x-4 gap-y-2 border-t bg-raised px-5 py-3">
      <p aria-live="polite" className="text-muted tabular-nums">
        {count === 0 ? "Tick steps to take them from several plans." : `${countOf(count, "step")} chosen`}
      </p>
      {count > 0 && (
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
          <legend className="sr-only">How to take the chosen steps</legend>
          {WAYS.map((way) => (
            <label key={way.into} className="flex cursor-pointer items-center gap-1.5">
              <input
                type="radio"
                name="into"
                className="size-4 accent-accent"
                checked={into === way.into}
                onChange={() => setInto(way.into)}
              />
              {way.words}
            </label>
          ))}
        </fieldset>
      )}
      <Button disabled={count === 0} busy={busy} onClick={() => onTake(into)}>
        Take chosen steps
      </Button>
    </div>
  );
}
