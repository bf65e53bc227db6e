import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { Id } from "#lib/domain/ids.ts";
import { systemContext } from "#lib/jobs/job.ts";
import { READING_FAILED } from "#lib/jobs/read-document.ts";
import { MCP_READING_FAILED } from "#lib/jobs/read-mcp-server.ts";
import { PLANNING_FAILED } from "#lib/jobs/plan-goal.ts";
import { REPLANNING_FAILED } from "#lib/jobs/propose-replan.ts";
import { CHAT_FAILED } from "#lib/jobs/propose-chat-edit.ts";
import { failChatEdit } from "#lib/services/record-chat-edit.ts";
import { failDocument } from "#lib/services/record-document.ts";
import { failMcpServer } from "#lib/services/record-mcp-server.ts";
import { failPlanning } from "#lib/services/record-planning.ts";
import { failReplan } from "#lib/services/record-replan.ts";

const AT_ONCE = 100;

const Plan = z.object({ workspaceId: Id, planId: Id, key: z.string() });
const Message = z.object({ workspaceId: Id, planId: Id, messageId: Id, key: z.string() });
const Document = z.object({ workspaceId: Id, documentId: Id, fileId: Id, key: z.string() });
const Server = z.object({ workspaceId: Id, serverId: Id, readingId: Id, key: z.string() });
const Replan = z.object({ workspaceId: Id, runId: Id, replanId: Id, key: z.string() });

/**
 * Tells the person of planning, of an answer, or of a file's or server's reading, that nobody will ever finish: the job's attempts are used up because its
 * workers died (one that fails says so itself), or the job is gone. Without this the plan or replan would be "planning" for ever, a message
 * never be answered, and a document always be about to be read.
 * @returns how many were given up
 */
export async function giveUpJobs(db: Db): Promise<number> {
  const plans = await db.$queryRaw`
    select p.workspace_id as "workspaceId", p.id as "planId", 'plan-goal:' || p.id as key
    from plans p where p.status = 'planning' and ${nobodyWillDo(Prisma.sql`'plan-goal:' || p.id`)}
    limit ${AT_ONCE}`;
  const replans = await db.$queryRaw`
    select r.workspace_id as "workspaceId", r.run_id as "runId", r.id as "replanId", 'propose-replan:' || r.id as key
    from replans r where r.status = 'planning' and ${nobodyWillDo(Prisma.sql`'propose-replan:' || r.id`)}
    limit ${AT_ONCE}`;
  const messages = await db.$queryRaw`
    select m.workspace_id as "workspaceId", m.plan_id as "planId", m.id as "messageId",
      'propose-chat-edit:' || m.id as key
    from chat_messages m where m.status = 'working' and ${nobodyWillDo(Prisma.sql`'propose-chat-edit:' || m.id`)}
    limit ${AT_ONCE}`;
  const documents = await db.$queryRaw`
    select d.workspace_id as "workspaceId", d.id as "documentId", d.pending_file_id as "fileId",
      'read-document:' || d.pending_file_id as key
    from documents d
    where d.pending_file_id is not null and ${nobodyWillDo(Prisma.sql`'read-document:' || d.pending_file_id`)}
    limit ${AT_ONCE}`;
  const servers = await db.$queryRaw`
    select s.workspace_id as "workspaceId", s.id as "serverId", s.reading as "readingId",
      'read-mcp-server:' || s.id as key
    from mcp_servers s
    where s.reading is not null and ${nobodyWillDo(Prisma.sql`'read-mcp-server:' || s.id`)}
    limit ${AT_ONCE}`;
  const lost = [
    ...z
      .array(Plan)
      .parse(plans)
      .map(({ workspaceId, planId, key }) => ({
        key,
        giveUp: () => failPlanning(systemContext({ db }, workspaceId), planId, PLANNING_FAILED),
      })),
    ...z
      .array(Replan)
      .parse(replans)
      .map(({ workspaceId, key, ...replan }) => ({
        key,
        giveUp: () => failReplan(systemContext({ db }, workspaceId), replan, REPLANNING_FAILED),
      })),
    ...z
      .array(Message)
      .parse(messages)
      .map(({ workspaceId, key, ...message }) => ({
        key,
        giveUp: () => failChatEdit(systemContext({ db }, workspaceId), message, CHAT_FAILED),
      })),
    ...z
      .array(Document)
      .parse(documents)
      .map(({ workspaceId, key, ...document }) => ({
        key,
        giveUp: () => failDocument(systemContext({ db }, workspaceId), document, READING_FAILED),
      })),
    ...z
      .array(Server)
      .parse(servers)
      .map(({ workspaceId, key, ...server }) => ({
        key,
        giveUp: () => failMcpServer(systemContext({ db }, workspaceId), server, MCP_READING_FAILED),
      })),
  ];
  for (const { key, giveUp } of lost) {
    await giveUp();
    // graphile-worker keeps a job whose attempts are used up.
    await db.$executeRaw`select graphile_worker.remove_job(${key})`;
  }
  return lost.length;
}

/**
 * A plan and its job are written together, and the plan is no longer "planning" when its job ends: so whoever sees the one
 * without the other in one statement has found a loss.
 */
function nobodyWillDo(key: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`not exists (
    select from graphile_worker._private_jobs job
    where job.key = ${key} and (job.attempts < job.max_attempts or job.locked_at is not null))`;
}
