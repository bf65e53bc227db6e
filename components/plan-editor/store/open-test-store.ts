import { DEFAULT_POLICY } from "#lib/domain/policy.ts";
import { createEditorStore } from "./editor-store.ts";
import * as checks from "./plan-checks.ts";
import type { EditorStore, EditorStoreOptions } from "./store-contract.ts";

/** An editor's store for tests, as somebody has it open: with its checks there, no tools, and the policy that workspaces begin with. */
export function openTestStore(
  world: Required<Pick<EditorStoreOptions, "plan" | "save" | "schedule" | "storage">> &
    Pick<EditorStoreOptions, "tabStorage">,
): EditorStore {
  const store = createEditorStore({ checks, tools: [], policy: DEFAULT_POLICY, ...world });
  store.subscribe(() => undefined);
  return store;
}
