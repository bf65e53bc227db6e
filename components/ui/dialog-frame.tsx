"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { IconButton } from "./button.tsx";
import { classes } from "./classes.ts";
import type { DialogProps } from "./dialog.tsx";
import { useReturnFocus } from "./use-return-focus.ts";
import { useScrollStop } from "./use-scroll-stop.ts";

/** The dialog once it was opened the first time. */
export function DialogFrame({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  wide = false,
  full = false,
}: DialogProps) {
  const focus = useReturnFocus();
  const body = useScrollStop();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45 data-[state=open]:animate-appear" />
        <Radix.Content
          {...focus}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={classes(
            "fixed left-1/2 z-50 flex w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-lg border bg-raised shadow-raised",
            "data-[state=open]:animate-appear focus:outline-none",
            full ? "top-[3vh] max-h-[94vh] max-w-[90rem]" : "top-[12vh] max-h-[80vh]",
            !full && (wide ? "max-w-3xl" : "max-w-lg"),
          )}
        >
          <div className="pt-4 pr-12 pl-5">
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            {description && (
              <Radix.Description asChild>
                <div className="mt-1 text-muted">{description}</div>
              </Radix.Description>
            )}
          </div>
          {children && (
            <div ref={body} className="min-h-0 overflow-y-auto px-5 pt-4 pb-1">
              {children}
            </div>
          )}
          {actions && <div className="flex flex-wrap justify-end gap-2 px-5 py-4">{actions}</div>}
          {/* Last, so that the focus starts in the dialog's own first control. */}
          <Radix.Close asChild>
            <IconButton label="Close" icon={<X />} size="small" className="absolute top-3 right-3" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
