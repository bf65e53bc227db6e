"use client";

import { Eye } from "lucide-react";
import { thoseWho } from "#components/shell/roles-words.ts";
import { useEditor } from "../editor-context.ts";

/** Says to those whose role does not let them edit why nothing here can be changed. */
export function ReaderNote() {
  const { mayEdit } = useEditor();
  if (mayEdit) return null;
  return (
    <span className="flex items-center gap-1.5 px-1 text-xs text-muted [&_svg]:size-4">
      <Eye aria-hidden /> Only to look at. {thoseWho("edit")} change this plan.
    </span>
  );
}
