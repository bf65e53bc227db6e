"use client";

import { Plus, Search } from "lucide-react";
import type { RefObject } from "react";
import { Button, IconButton } from "#components/ui/button.tsx";

/** The outline's head: how many steps the plan has, and what searches them or adds one. */
export function OutlineBar({
  count,
  findButton,
  onFind,
  onAdd,
}: {
  count: number;
  findButton: RefObject<HTMLButtonElement | null>;
  onFind: () => void;
  /** Null where the plan is only shown. */
  onAdd: (() => void) | null;
}) {
  return (
    <div className="@container flex min-h-9 shrink-0 items-center justify-between border-b pr-1.5 pl-3">
      <h2 className="font-medium whitespace-nowrap">
        Outline <span className="font-normal text-muted tabular-nums">{count || ""}</span>
      </h2>
      <span className="flex items-center">
        {count > 0 && (
          <IconButton
            ref={findButton}
            label="Find in the outline"
            icon={<Search />}
            size="small"
            onClick={onFind}
          />
        )}
        {onAdd && (
          <Button variant="ghost" size="small" icon={<Plus />} onClick={onAdd}>
            <span>
              Add<span className="@max-[14rem]:sr-only"> step</span>
            </span>
          </Button>
        )}
      </span>
    </div>
  );
}
