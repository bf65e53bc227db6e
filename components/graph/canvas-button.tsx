import type { ReactNode } from "react";

/** A small button of the canvas: an icon, said and explained by its label. */
export function CanvasButton(props: {
  label: string;
  icon: ReactNode;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      onClick={props.onClick}
      className="flex size-7 shrink-0 items-center justify-center rounded-sm text-muted enabled:hover:bg-hover enabled:hover:text-text disabled:opacity-50 [&_svg]:size-4"
    >
      {props.icon}
    </button>
  );
}
