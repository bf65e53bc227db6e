import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes.ts";
import { Spinner } from "./spinner.tsx";

type Variant = "primary" | "secondary" | "ghost" | "danger";
type Size = "small" | "medium";

const VARIANTS: Record<Variant, string> = {
  primary: "bg-accent text-accent-text hover:bg-accent-hover border-transparent",
  secondary: "bg-raised text-text hover:bg-hover border-line-strong/60",
  ghost: "bg-transparent text-text hover:bg-hover border-transparent",
  danger: "bg-danger text-danger-text hover:bg-danger-hover border-transparent",
};

const SIZES: Record<Size, string> = {
  small: "h-control-sm px-2 gap-1.5 text-xs",
  medium: "h-control px-3 gap-2 text-sm",
};

/** The look of a button, for links that act like one. */
export function buttonClasses(variant: Variant = "secondary", size: Size = "medium"): string {
  return classes(
    "inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap select-none",
    "transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
    VARIANTS[variant],
    SIZES[size],
  );
}

export type ButtonProps = ComponentProps<"button"> & {
  variant?: Variant;
  size?: Size;
  /** Shows a spinner, and refuses clicks without losing the focus. */
  busy?: boolean;
  icon?: ReactNode;
};

/** A button with a text. While `busy` it keeps its place and its focus. */
export function Button({
  variant = "secondary",
  size = "medium",
  busy = false,
  icon,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={busy ? "button" : type}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest["aria-disabled"]}
      onClick={busy ? undefined : onClick}
      className={classes(buttonClasses(variant, size), className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  /** What it does: the accessible name, shown as a native hint too unless wrapped in a Tooltip. */
  label: string;
  icon: ReactNode;
  size?: Size;
};

/** A square button with an icon only. */
export function IconButton({
  label,
  icon,
  size = "medium",
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={label}
      className={classes(
        "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text",
        "disabled:cursor-not-allowed disabled:opacity-45 aria-pressed:bg-accent-soft aria-pressed:text-accent [&_svg]:size-4",
        size === "small" ? "size-control-sm" : "size-control",
        className,
      )}
    >
      {icon}
    </button>
  );
}
