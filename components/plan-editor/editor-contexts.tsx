import type { ReactNode } from "react";
import { ComparisonContext } from "./candidates/comparison-context.ts";
import { ChatContext } from "./chat/chat-context.ts";
import { CommentsContext } from "./comments/comments-context.ts";
import { EditorContext, type Editor } from "./editor-context.ts";
import { PresenceContext } from "./presence/presence-context.ts";
import { TitleRequestContext, type PendingTitleRequest } from "./title-request.ts";
import type { Companions } from "./use-companions.ts";
import { VersionsContext } from "./versions/versions-context.ts";

/** Gives the parts of the editor what they work with: a context each, since they change at different times. */
export function EditorContexts({
  editor,
  companions: { chat, others, comments, comparison, versions },
  titleRequest,
  children,
}: {
  editor: Editor;
  companions: Companions;
  titleRequest: PendingTitleRequest;
  children: ReactNode;
}) {
  return (
    <EditorContext value={editor}>
      <ChatContext value={chat}>
        <PresenceContext value={others}>
          <CommentsContext value={comments}>
            <ComparisonContext value={comparison}>
              <VersionsContext value={versions}>
                <TitleRequestContext value={titleRequest}>{children}</TitleRequestContext>
              </VersionsContext>
            </ComparisonContext>
          </CommentsContext>
        </PresenceContext>
      </ChatContext>
    </EditorContext>
  );
}
