import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** A small button that shows more below it, and hides it again. */
export function DisclosureButton({
  open,
  onToggle,
  className,
  children,
}: {
  open: boolean;
  onToggle: () => void;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Button size="small" variant="ghost" className={className} aria-expanded={open} onClick={onToggle}>
      {children}
    </Button>
  );
}
