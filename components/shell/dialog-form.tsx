import type { ReactNode } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import type { useSubmit } from "./use-submit.ts";

/** A form in a dialog: what is wrong with it as a whole, its fields, and the buttons that send it or leave everything as it is. */
export function DialogForm({
  submit: { form, busy, general },
  verb,
  disabled,
  onCancel,
  children,
}: {
  submit: Pick<ReturnType<typeof useSubmit>, "form" | "busy" | "general">;
  /** What the main button says. */
  verb: ReactNode;
  disabled?: boolean;
  onCancel: () => void;
  children: ReactNode;
}) {
  return (
    <form {...form} className="flex flex-col gap-4">
      {general && <Banner tone="error">{general}</Banner>}
      {children}
      <FormButtons busy={busy} disabled={disabled} onCancel={onCancel}>
        {verb}
      </FormButtons>
    </form>
  );
}
