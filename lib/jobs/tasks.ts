import type { TaskList } from "graphile-worker";
import type { JobName } from "#lib/domain/job.ts";
import type { JobDeps } from "./job.ts";
import { planCandidatesJob } from "./plan-candidates.ts";
import { embedKnowledgeJob, findUnembeddedJob } from "./embed-knowledge.ts";
import { planGoalJob } from "./plan-goal.ts";
import { proposeChatEditJob } from "./propose-chat-edit.ts";
import { proposeReplanJob } from "./propose-replan.ts";
import { readDocumentJob } from "./read-document.ts";
import { readMcpServerJob } from "./read-mcp-server.ts";
import { retentionJob } from "./retention.ts";

/** graphile-worker's task list: one task for every job name of the domain. */
export function taskList(deps: JobDeps): TaskList {
  return {
    "plan-goal": (payload, helpers) => planGoalJob(deps, payload, helpers),
    "propose-replan": (payload, helpers) => proposeReplanJob(deps, payload, helpers),
    "propose-chat-edit": (payload, helpers) => proposeChatEditJob(deps, payload, helpers),
    "plan-candidates": (payload, helpers) => planCandidatesJob(deps, payload, helpers),
    "read-document": (payload, helpers) => readDocumentJob(deps, payload, helpers),
    "embed-knowledge": (payload, helpers) => embedKnowledgeJob(deps, payload, helpers),
    "read-mcp-server": (payload, helpers) => readMcpServerJob(deps, payload, helpers),
    "find-unembedded": (_payload, helpers) => findUnembeddedJob(deps, helpers),
    retention: (_payload, helpers) => retentionJob(deps, helpers),
  } satisfies Record<JobName, TaskList[string]>;
}
