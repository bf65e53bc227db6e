import { useMay } from "#components/shell/reader.tsx";
import type { Presence } from "#lib/domain/presence.ts";
import type { Comparison } from "./candidates/comparison-context.ts";
import { useComparison } from "./candidates/use-comparison.ts";
import { useChat, type Chat } from "./chat/use-chat.ts";
import { useComments, type Comments } from "./comments/use-comments.ts";
import { usePresence } from "./presence/use-presence.ts";
import type { EditorState, EditorStore } from "./store/store-contract.ts";
import { useEditorStore } from "./store/use-editor-store.ts";
import { useRestingState } from "./store/use-resting-state.ts";
import { useVersions, type Versions } from "./versions/use-versions.ts";

/** What stands beside a plan: the chat about it, plans to compare it with, comments, versions, and who else looks at it. */
export type Companions = {
  /** This and the next two are null where the remaining steps of a run are edited. */
  chat: Chat | null;
  /** Null as well for who may not change the plan: it is a way of doing that. */
  comparison: Comparison | null;
  versions: Versions | null;
  comments: Comments;
  others: readonly Presence[];
};

const lastSelected = ({ selection }: EditorState) => selection.at(-1) ?? null;

/**
 * What stands beside one plan while it is open.
 * @param compare the comparison opens by itself
 */
export function useCompanions(
  store: EditorStore,
  {
    ofRun,
    editable,
    compare,
    announce,
  }: { ofRun: boolean; editable: boolean; compare: boolean; announce: (text: string) => void },
): Companions {
  const planId = useEditorStore(store, (state) => state.plan.id);
  const drafted = useEditorStore(store, (state) => state.plan.status === "draft");
  const graph = useEditorStore(store, (state) => state.graph);
  const latest = useEditorStore(store, ({ plan }) => Math.max(0, ...plan.versions.map((it) => it.number)));
  const lookedAt = useRestingState(store, lastSelected);
  const mayEdit = useMay("edit");
  const chat = useChat(planId, graph, !ofRun, { flush: () => store.flush(), announce });
  const comparison = useComparison(store, planId, { editable, drafted, wanted: compare });
  const others = usePresence(planId, lookedAt);
  const comments = useComments(planId, graph);
  const versions = useVersions(planId, graph, latest);
  return {
    chat: ofRun ? null : chat,
    comparison: ofRun || !mayEdit ? null : comparison,
    versions: ofRun ? null : versions,
    comments,
    others,
  };
}
