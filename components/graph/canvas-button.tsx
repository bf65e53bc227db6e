import type { ReactNode } from "react";

/** A small button of the canvas: an icon, said and explained by its label. */
export function CanvasButton(props: {
  label: string;
  icon: ReactNode;
  disabled?: boolean;
  /** Whether what it turns on is on; left out: it turns nothing on. */
  pressed?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      aria-pressed={props.pressed}
      onClick={props.onClick}
      className="flex size-control-sm shrink-0 items-center justify-center rounded-sm text-muted enabled:hover:bg-hover enabled:hover:text-text disabled:opacity-50 aria-pressed:bg-accent-soft aria-pressed:text-accent [&_svg]:size-4"
    >
      {props.icon}
    </button>
  );
}
