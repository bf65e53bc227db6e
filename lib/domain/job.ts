import { z } from "zod";
import { PlanAnswers } from "./goal.ts";
import { Id } from "./ids.ts";

/** Background jobs that are not steps, by name, with their payloads. */
export const JOB_PAYLOADS = {
  /** Plan a goal, or go on with it after the person chose or answered. */
  "plan-goal": z.object({
    workspaceId: Id,
    planId: Id,
    choice: z.string().nullable(),
    answers: PlanAnswers.nullable().default(null),
  }),
  /** Propose a replan for a run. */
  "propose-replan": z.object({ workspaceId: Id, runId: Id, replanId: Id }),
  /** Answer a message to the planner about a plan. `messageId`: the planner's, which is to be filled in. */
  "propose-chat-edit": z.object({ workspaceId: Id, planId: Id, messageId: Id }),
  /** Make the plans that a person wants to compare with a plan. */
  "plan-candidates": z.object({ workspaceId: Id, planId: Id, setId: Id }),
  /** Read an uploaded file, to become a document's content. */
  "read-document": z.object({ workspaceId: Id, documentId: Id, fileId: Id }),
  /** Turn a workspace's passages into vectors, those that have none by its model. */
  "embed-knowledge": z.object({ workspaceId: Id }),
  /** Read which tools an MCP server offers. */
  "read-mcp-server": z.object({ workspaceId: Id, serverId: Id, readingId: Id }),
  /** Find workspaces whose passages lack vectors; once an hour. */
  "find-unembedded": z.object({}),
  /** Delete what is older than it is kept; once an hour. */
  retention: z.object({}),
} as const;

export type JobName = keyof typeof JOB_PAYLOADS;
export type JobPayload<N extends JobName> = z.input<(typeof JOB_PAYLOADS)[N]>;
