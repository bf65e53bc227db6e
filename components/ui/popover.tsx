"use client";

import { cloneElement, useState, type ComponentProps, type ReactElement, type ReactNode } from "react";
import { showToast } from "./toast.tsx";

export type PopoverProps = {
  /** One button element. */
  trigger: ReactElement<ComponentProps<"button">>;
  /** What it is, for assistive technology. */
  label: string;
  children: ReactNode;
};

const loadContent = () => import("./popover-content.tsx");

/** More about something, opened by `trigger`, for reading: a click elsewhere or Escape closes it. Its code comes when it is pointed at. */
export function Popover(props: PopoverProps) {
  const [loaded, setLoaded] = useState<Awaited<ReturnType<typeof loadContent>> | null>(null);
  if (loaded) return <loaded.OpenedPopover {...props} />;
  // Without it the popover comes when it is opened, which tells of a failure as well.
  const prepare = () => void loadContent().catch(() => undefined);
  return cloneElement(props.trigger, {
    "aria-haspopup": "dialog",
    "aria-expanded": false,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: () =>
      void loadContent().then(setLoaded, () =>
        showToast("This could not be loaded. Check the connection and try again.", "error"),
      ),
  });
}
