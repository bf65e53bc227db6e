import { Upload } from "lucide-react";
import { useId } from "react";
import { buttonClasses, type ButtonProps } from "./button.tsx";

/** A button that opens the browser's picture of the computer's files. */
export function FileButton({
  label,
  accept,
  multiple = false,
  variant = "secondary",
  onChoose,
}: {
  label: string;
  /** File name endings and kinds, as an input of a form takes them. */
  accept: string;
  multiple?: boolean;
  variant?: ButtonProps["variant"];
  onChoose: (files: File[]) => void;
}) {
  const id = useId();
  return (
    <span className="inline-flex">
      <input
        id={id}
        type="file"
        multiple={multiple}
        accept={accept}
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
        {label}
      </label>
    </span>
  );
}
