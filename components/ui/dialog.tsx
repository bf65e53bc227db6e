"use client";

import { lazy, type ReactNode } from "react";
import { OnceWanted } from "./once-wanted.tsx";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One or two sentences under the title; announced with it. */
  description?: ReactNode;
  children?: ReactNode;
  /** The buttons, main one last. */
  actions?: ReactNode;
  wide?: boolean;
  /** Nearly the whole window. */
  full?: boolean;
};

// Most visits open none.
const DialogFrame = lazy(async () => ({ default: (await import("./dialog-frame.tsx")).DialogFrame }));

/** A modal dialog: focus stays inside, Escape closes, the focus goes back where it came from. */
export function Dialog(props: DialogProps) {
  return (
    <OnceWanted wanted={props.open}>
      <DialogFrame {...props} />
    </OnceWanted>
  );
}
