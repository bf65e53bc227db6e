import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** The end of a form in a dialog: leaves everything as it is, or sends the form; `children` is the verb on the main button. */
export function FormButtons({
  busy,
  disabled,
  onCancel,
  children,
}: {
  busy: boolean;
  disabled?: boolean;
  onCancel: () => void;
  children: ReactNode;
}) {
  return (
    <div className="flex justify-end gap-2 pb-4">
      <Button onClick={onCancel}>Cancel</Button>
      <Button type="submit" variant="primary" busy={busy} disabled={disabled}>
        {children}
      </Button>
    </div>
  );
}
