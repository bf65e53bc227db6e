import { showToast } from "#components/ui/toast.tsx";

/** Says that a canvas laid out again what its reader had moved by hand, and offers to put it back. */
export function tellTidied(putBack: () => void): void {
  showToast("The cards that you had moved are laid out again.", "info", { words: "Put back", act: putBack });
}
