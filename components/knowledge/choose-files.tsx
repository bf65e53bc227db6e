"use client";

import { Upload } from "lucide-react";
import { useId } from "react";
import { ACCEPTED_FILES } from "#components/shell/document-kind.ts";
import { buttonClasses, type ButtonProps } from "#components/ui/button.tsx";

/** A button that opens the browser's picture of the computer's files; several can be chosen. */
export function ChooseFiles({
  onChoose,
  variant = "primary",
}: {
  onChoose: (files: File[]) => void;
  variant?: ButtonProps["variant"];
}) {
  const id = useId();
  return (
    <span className="inline-flex">
      <input
        id={id}
        type="file"
        multiple
        accept={ACCEPTED_FILES}
        className="peer sr-only"
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          // The same file may be chosen again after it was changed.
          event.target.value = "";
          if (chosen.length > 0) onChoose(chosen);
        }}
      />
      <label
        htmlFor={id}
        className={`${buttonClasses(variant)} cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent`}
      >
        <Upload aria-hidden="true" />
        Upload files
      </label>
    </span>
  );
}
