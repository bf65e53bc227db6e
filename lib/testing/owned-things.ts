import type { Db } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { DEFAULT_APPROVAL } from "#lib/domain/policy.ts";
import { insertRun } from "#lib/ledger/insert-run.ts";
import { testGraph, testStep } from "./seed-run.ts";

/** Stands in every text of {@link ownThings}: where it turns up in an answer, something of theirs has leaked. */
export const MARKER = "planwright-secret-marker";

/** Ids of one of everything that belongs to a workspace. */
export type OwnedThings = {
  workspaceId: string;
  planId: string;
  runId: string;
  stepId: string;
  replanId: string;
  /** A request that waits. */
  approvalId: string;
  documentId: string;
  playbookId: string;
  secretId: string;
  /** A proposed change of the plan. */
  messageId: string;
  /** A comment on the plan's step, and the thread that it stands in. */
  threadId: string;
  commentId: string;
  /** Plans to compare with the plan, and one of them. */
  setId: string;
  candidateId: string;
  /** An MCP server, with one tool of the marker's name. */
  serverId: string;
  /** A link to the plan. */
  linkId: string;
  /** The file among the step's outputs. */
  name: string;
  /** Of the plan's version. */
  number: string;
};

/** Writes one of everything into a workspace: a plan with a version and a run, an output with a file, a replan, a proposal, a document, a playbook, an MCP server. */
export async function ownThings(db: Db, workspaceId: string): Promise<OwnedThings> {
  const stepId = "step-one";
  const { planId, runId } = await pausedRun(db, workspaceId, stepId);
  const name = `${MARKER}.md`;
  await db.stepRun.update({
    where: { workspaceId_runId_stepId: { workspaceId, runId, stepId } },
    data: { output: { files: [{ name, mediaType: "text/markdown", content: MARKER }] }, summary: MARKER },
  });
  const replanId = newId();
  await db.replan.create({
    data: {
      workspaceId,
      id: replanId,
      runId,
      status: "proposed",
      note: MARKER,
      baseVersion: 1,
      createdBy: newId(),
    },
  });
  const documentId = newId();
  const chunk = { position: 0, line: 1, text: `${MARKER} strategy` };
  await db.document.create({
    data: {
      workspaceId,
      id: documentId,
      name: `${MARKER}.txt`,
      title: MARKER,
      kind: "text",
      content: chunk.text,
      createdBy: newId(),
      chunks: { create: [chunk] },
    },
  });
  const approvalId = newId();
  const request = { kind: "answer", title: MARKER, form: { type: "object" } };
  // A step that waits for it: what nothing waits for becomes void.
  const asking = testStep("asking");
  await db.stepRun.create({
    data: {
      workspaceId,
      runId,
      stepId: asking.id,
      step: asking,
      status: "waiting",
      waitingFor: "answer",
      pending: 0,
      attempt: 1,
      ownTool: asking.tool,
    },
  });
  await db.approval.create({
    data: {
      workspaceId,
      id: approvalId,
      runId,
      stepId: asking.id,
      attempt: 1,
      status: "pending",
      hash: "",
      request,
      output: { text: MARKER },
      terms: DEFAULT_APPROVAL,
      expiresAt: new Date(Date.now() + 86_400_000),
    },
  });
  const messageId = newId();
  await db.chatMessage.create({
    data: {
      workspaceId,
      planId,
      id: messageId,
      role: "planner",
      text: MARKER,
      status: "proposed",
      base: testGraph([stepId]),
      changes: [
        {
          words: MARKER,
          also: [],
          quote: null,
          operations: [{ op: "update", stepId, changes: { title: MARKER } }],
          needs: [],
        },
      ],
      author: { kind: "person", userId: newId(), name: "Ann" },
      createdBy: newId(),
    },
  });
  const [threadId, commentId] = [newId(), newId()];
  const comment = { id: commentId, key: newId(), text: MARKER, author: { kind: "api", name: "Nobody" } };
  await db.commentThread.create({
    data: {
      workspaceId,
      planId,
      id: threadId,
      stepId,
      stepTitle: MARKER,
      blocks: false,
      comments: { create: comment },
    },
  });
  const [setId, candidateId] = [newId(), newId()];
  await db.candidateSet.create({
    data: {
      workspaceId,
      planId,
      id: setId,
      status: "done",
      base: testGraph([stepId]),
      baseRev: 0,
      author: { kind: "person", userId: newId(), name: "Ann" },
      candidates: {
        create: {
          style: "cheap",
          id: candidateId,
          setId,
          status: "ready",
          graph: testGraph([stepId]),
          remarks: [MARKER],
        },
      },
    },
  });
  const linkId = newId();
  await db.shareLink.create({
    data: {
      workspaceId,
      id: linkId,
      planId,
      versionNumber: 1,
      tokenHash: newId(),
      showCosts: false,
      createdBy: { kind: "person", userId: newId(), name: MARKER },
      expiresAt: new Date(Date.now() + 86_400_000),
    },
  });
  const playbookId = newId();
  await db.playbook.create({
    data: {
      workspaceId,
      id: playbookId,
      name: MARKER,
      description: MARKER,
      phrases: [MARKER],
      graph: testGraph([stepId]),
      variables: [],
      createdBy: newId(),
    },
  });
  const secretId = newId();
  await db.secret.create({
    data: {
      workspaceId,
      id: secretId,
      name: MARKER,
      ciphertext: MARKER,
      hosts: [`${MARKER}.example`],
      createdBy: newId(),
    },
  });
  const serverId = newId();
  await db.mcpServer.create({
    data: {
      workspaceId,
      id: serverId,
      name: "marked",
      place: { kind: "http", url: `https://tools.example/${MARKER}`, secret: null },
      state: "ready",
      // No worker is to read it meanwhile.
      dueAt: new Date(Date.now() + 86_400_000),
      message: MARKER,
      createdBy: newId(),
      tools: { create: { name: MARKER } },
      signIn: { create: { tokens: MARKER, account: MARKER, problem: MARKER } },
    },
  });
  return {
    serverId,
    workspaceId,
    planId,
    runId,
    stepId,
    replanId,
    documentId,
    playbookId,
    secretId,
    messageId,
    threadId,
    commentId,
    setId,
    candidateId,
    approvalId,
    linkId,
    name,
    number: "1",
  };
}

/** A plan with one version and a run of it, paused from the beginning: no worker that may be about takes it up. */
async function pausedRun(db: Db, workspaceId: string, stepId: string) {
  const [planId, runId, userId] = [newId(), newId(), newId()];
  const graph = testGraph([stepId]);
  const version = {
    number: 1,
    graph,
    rev: 0,
    author: { kind: "person", userId, name: "Ann" },
    summary: MARKER,
  };
  await db.$transaction(async (tx) => {
    await tx.plan.create({
      data: {
        workspaceId,
        id: planId,
        title: `Plan ${MARKER}`,
        goal: `Goal ${MARKER}`,
        status: "draft",
        draft: graph,
        lastVersion: 1,
        sealedRev: 0,
        createdBy: userId,
        versions: { create: [version] },
      },
    });
    const run = {
      planId,
      versionNumber: 1,
      graph,
      toolVersions: {},
      promptVersions: {},
      models: {},
      idempotencyKey: newId(),
      createdBy: userId,
    };
    await insertRun(tx, { workspaceId, runId }, run);
    await tx.run.update({
      where: { workspaceId_id: { workspaceId, id: runId } },
      data: { status: "paused" },
    });
  });
  return { planId, runId };
}

/** Everything stored in a workspace, as text to compare before and after an attack. */
export async function contentsOf(db: Db, workspaceId: string): Promise<string> {
  const where = { workspaceId };
  const tables = await Promise.all([
    db.workspace.findMany({ where: { id: workspaceId } }),
    db.concurrencyLimit.findMany({ where, orderBy: { scope: "asc" } }),
    db.plan.findMany({ where, orderBy: { id: "asc" } }),
    db.draftPatch.findMany({ where, orderBy: [{ planId: "asc" }, { rev: "asc" }] }),
    db.planVersion.findMany({ where, orderBy: [{ planId: "asc" }, { number: "asc" }] }),
    db.run.findMany({ where, orderBy: { id: "asc" } }),
    db.stepRun.findMany({ where, orderBy: [{ runId: "asc" }, { stepId: "asc" }] }),
    db.replan.findMany({ where, orderBy: { id: "asc" } }),
    db.chatMessage.findMany({ where, orderBy: { id: "asc" } }),
    db.commentThread.findMany({ where, orderBy: { id: "asc" } }),
    db.shareLink.findMany({ where, orderBy: { id: "asc" } }),
    db.comment.findMany({ where, orderBy: { id: "asc" } }),
    db.document.findMany({ where, orderBy: { id: "asc" } }),
    db.playbook.findMany({ where, orderBy: { id: "asc" } }),
    db.secret.findMany({ where, orderBy: { id: "asc" } }),
    db.mcpServer.findMany({ where, orderBy: { id: "asc" } }),
    db.mcpTool.findMany({ where, orderBy: { name: "asc" } }),
    db.mcpSignIn.findMany({ where, orderBy: { serverId: "asc" } }),
    db.topic.findMany({ where, orderBy: { topic: "asc" } }),
    db.promptVersion.findMany({ where, orderBy: [{ name: "asc" }, { number: "asc" }] }),
    db.activePrompt.findMany({ where, orderBy: { name: "asc" } }),
  ]);
  return JSON.stringify(
    tables,
    (_, value: unknown) => (typeof value === "bigint" ? String(value) : value),
    1,
  );
}
