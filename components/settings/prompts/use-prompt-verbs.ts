import { useRouter } from "next/navigation";
import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { showToast } from "#components/ui/toast.tsx";
import { activatePrompt } from "#lib/actions/activate-prompt.ts";
import { savePrompt } from "#lib/actions/save-prompt.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { PromptDetail, PromptVersion } from "#lib/domain/prompt.ts";
import type { Busy } from "./editor-tab.tsx";
import type { PromptDraft } from "./prompt-drafts.ts";
import { versionWords } from "./prompt-words.ts";

/**
 * What is done with a prompt on the server: a draft is saved as a version, and a version made the active one.
 * @param onSaved takes the new version
 */
export function usePromptVerbs(
  { name, active }: Pick<PromptDetail, "name" | "active">,
  onSaved: (version: PromptVersion) => void,
) {
  const router = useRouter();
  const [busy, setBusy] = useState<Busy>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function act(what: Exclude<Busy, null>, work: () => Promise<void>) {
    setBusy(what);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      const told = failureOf(error);
      setFailure(told);
      // What is active is not what this page shows: show it, so that the next try is made knowingly.
      if (told.code === "conflict") router.refresh();
    } finally {
      setBusy(null);
    }
  }

  return {
    busy,
    failure,
    forgetFailure: () => setFailure(null),
    save: ({ text, note }: Pick<PromptDraft, "text" | "note">, activate: boolean) =>
      act(activate ? "save and activate" : "save", async () => {
        const version = await unwrap(
          savePrompt({ name, text, note, ...(activate && { activate: { from: active } }) }),
        );
        showToast(`Saved as version ${version.number}${activate ? ", which is active now" : ""}.`);
        onSaved(version);
        router.refresh();
      }),
    activate: (number: number) =>
      act("activate", async () => {
        await unwrap(activatePrompt({ name, from: active, to: number }));
        showToast(`${versionWords(number)} is active now.`);
        router.refresh();
      }),
  };
}
