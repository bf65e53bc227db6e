"use client";

import { useState, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** The verb on the main button: "Delete", "Abort the run". */
  confirmLabel: string;
  cancelLabel?: string;
  danger?: boolean;
  /** Runs on confirmation; the dialog stays open and busy until it settles, and closes unless it gives false. */
  onConfirm: () => Promise<boolean | void>;
  children?: ReactNode;
};

/** Asks before an act that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  async function confirm() {
    setBusy(true);
    try {
      if ((await props.onConfirm()) !== false) props.onOpenChange(false);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={props.title}
      description={props.description}
      actions={
        <>
          <Button onClick={() => props.onOpenChange(false)}>{props.cancelLabel ?? "Cancel"}</Button>
          <Button variant={props.danger ? "danger" : "primary"} busy={busy} onClick={() => void confirm()}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  );
}
