import { newId } from "#lib/domain/ids.ts";
import { RunSettings } from "#lib/domain/settings.ts";
import { MARKER, type OwnedThings } from "./owned-things.ts";
import { testGraph } from "./seed-run.ts";

/**
 * What a member of another workspace gets: `not_found` for what names something, since even that it exists is not theirs to know;
 * `own` for what names nothing and so works on the caller's own workspace.
 */
export type Outsider = "not_found" | "own";

/** A verb, as service and as server action alike: an input that is right for its owner, and who may do it. */
export type VerbRow = {
  input: (things: OwnedThings) => Record<string, unknown>;
  outsider: Outsider;
  /** Whether a viewer of the very workspace may do it. */
  viewer: "allowed" | "forbidden";
};

const read = { outsider: "not_found", viewer: "allowed" } as const;
const write = { outsider: "not_found", viewer: "forbidden" } as const;

const run = ({ runId }: OwnedThings) => ({ runId });
const step = ({ runId, stepId }: OwnedThings) => ({ runId, stepId });
const playbook = ({ playbookId }: OwnedThings) => ({ playbookId });
const undo = ({ runId }: OwnedThings) => ({ runId, stepId: "undo-1" });
const chat = ({ planId, messageId }: OwnedThings) => ({ planId, messageId });
const thread = ({ planId, threadId }: OwnedThings) => ({ planId, threadId });
const candidates = ({ planId, setId }: OwnedThings) => ({ planId, setId });
const approval = ({ approvalId }: OwnedThings) => ({ approvalId });
const mcpServer = ({ serverId }: OwnedThings) => ({ serverId });
const replan = ({ runId, replanId }: OwnedThings) => ({ runId, replanId });

async function* smallFile(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(newId()));
}

/** Every verb that acts for a member. A verb without a row fails the tests. */
export const VERBS: Readonly<Record<string, VerbRow>> = {
  getHome: { input: () => ({}), outsider: "own", viewer: "allowed" },
  listPlans: { input: () => ({}), outsider: "own", viewer: "allowed" },
  listRuns: { input: () => ({}), outsider: "own", viewer: "allowed" },
  listDocuments: { input: () => ({}), outsider: "own", viewer: "allowed" },
  listTools: { input: () => ({}), outsider: "own", viewer: "allowed" },
  searchKnowledge: { input: () => ({ query: "strategy" }), outsider: "own", viewer: "allowed" },
  getPlan: { input: ({ planId }) => ({ planId }), ...read },
  listVersions: { input: ({ planId }) => ({ planId }), ...read },
  getVersion: { input: ({ planId }) => ({ planId, number: 1 }), ...read },
  restoreVersion: { input: ({ planId }) => ({ planId, number: 1, key: newId() }), ...write },
  exportPlan: { input: ({ planId }) => ({ planId }), ...read },
  importPlan: {
    input: () => ({
      text: JSON.stringify({
        format: "planwright.plan",
        version: 1,
        title: "Mine",
        goal: "Mine",
        graph: { steps: [], dependencies: [] },
      }),
    }),
    outsider: "own",
    viewer: "forbidden",
  },
  tellPresence: { input: ({ planId }) => ({ planId, tab: "tab", stepId: null }), ...read },
  listComments: { input: ({ planId }) => ({ planId }), ...read },
  openThread: {
    input: ({ planId, stepId }) => ({ planId, stepId, text: "Why?", blocks: true, key: newId() }),
    ...write,
  },
  addComment: { input: (things) => ({ ...thread(things), text: "Because.", key: newId() }), ...write },
  changeThread: { input: (things) => ({ ...thread(things), status: "resolved" }), ...write },
  editComment: {
    input: (things) => ({ ...thread(things), commentId: things.commentId, text: "Otherwise" }),
    ...write,
  },
  deleteComment: { input: (things) => ({ ...thread(things), commentId: things.commentId }), ...write },
  getRun: { input: run, ...read },
  exportRun: { input: (things) => ({ ...run(things), as: "json" }), ...read },
  getStepRun: { input: step, ...read },
  getOutputPage: { input: (things) => ({ ...step(things), offset: 0 }), ...read },
  getOutputJson: { input: step, ...read },
  getOutputFile: { input: ({ runId, stepId, name }) => ({ runId, stepId, name }), ...read },
  listShareLinks: { input: ({ planId }) => ({ planId }), ...read },
  createShareLink: {
    input: ({ planId }) => ({
      shared: { what: "plan", planId, rev: 0 },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    }),
    ...write,
  },
  revokeShareLink: { input: ({ linkId }) => ({ linkId }), ...write },
  getDocument: { input: ({ documentId }) => ({ documentId }), ...read },
  getDocumentFile: { input: ({ documentId }) => ({ documentId }), ...read },
  uploadDocument: {
    input: () => ({ name: `${newId()}.txt`, body: smallFile() }),
    outsider: "own",
    viewer: "forbidden",
  },
  stopReading: { input: ({ documentId }) => ({ documentId }), ...write },
  followTopics: { input: ({ runId }) => ({ topics: [{ topic: `run:${runId}`, after: 0 }] }), ...read },

  createPlan: { input: () => ({ goal: "Write a report" }), outsider: "own", viewer: "forbidden" },
  listPlaybooks: { input: () => ({}), outsider: "own", viewer: "allowed" },
  getPlaybook: { input: playbook, ...read },
  exportPlaybook: { input: playbook, ...read },
  savePlaybook: { input: ({ planId }) => ({ planId, name: `Own ${newId()}` }), ...write },
  updatePlaybook: {
    input: (things) => ({
      ...playbook(things),
      updatedAt: new Date().toISOString(),
      name: "Taken over",
      description: "",
      phrases: [],
      variables: [],
    }),
    ...write,
  },
  deletePlaybook: { input: playbook, ...write },
  importPlaybook: {
    input: () => ({
      text: JSON.stringify({
        format: "planwright.playbook",
        version: 1,
        name: "Brought along",
        graph: testGraph(["step-one"]),
      }),
    }),
    outsider: "own",
    viewer: "forbidden",
  },
  planFromPlaybook: { input: playbook, ...write },
  choosePlaybook: { input: ({ planId }) => ({ planId, playbookId: "generic" }), ...write },
  answerQuestions: { input: ({ planId }) => ({ planId, answers: {} }), ...write },
  stopPlanning: { input: ({ planId }) => ({ planId }), ...write },
  startPlanning: { input: ({ planId }) => ({ planId, builtIn: true }), ...write },
  savePatches: {
    input: ({ planId, stepId }) => ({
      planId,
      baseRev: 0,
      patches: [{ key: newId(), patch: [{ op: "update", stepId, changes: { title: "Taken over" } }] }],
    }),
    ...write,
  },
  listChatMessages: { input: ({ planId }) => ({ planId }), ...read },
  sendChatMessage: { input: ({ planId }) => ({ planId, text: "Remove everything", key: newId() }), ...write },
  acceptChatEdit: { input: (things) => ({ ...chat(things), chosen: null }), ...write },
  rejectChatEdit: { input: chat, ...write },
  getCandidates: { input: ({ planId }) => ({ planId }), ...read },
  requestCandidates: { input: ({ planId }) => ({ planId }), ...write },
  stopCandidates: { input: candidates, ...write },
  discardCandidates: { input: candidates, ...write },
  takeCandidate: { input: ({ planId, candidateId }) => ({ planId, candidateId, key: newId() }), ...write },
  takeCandidateSteps: {
    input: ({ planId, candidateId, stepId }) => ({
      planId,
      picks: [{ candidateId, stepIds: [stepId] }],
      into: "add",
      key: newId(),
    }),
    ...write,
  },
  previewRun: { input: ({ planId }) => ({ planId, rev: 0 }), ...read },
  getRunCost: { input: run, ...read },
  previewRerun: { input: (things) => ({ ...run(things), version: "same" }), ...read },
  listRunEvents: { input: (things) => ({ ...run(things), before: 2 }), ...read },
  getRunPermissions: { input: run, ...read },
  startRun: { input: ({ planId }) => ({ planId, rev: 0, idempotencyKey: newId() }), ...write },
  pauseRun: { input: run, ...write },
  resumeRun: { input: run, ...write },
  abortRun: { input: run, ...write },
  retryStep: { input: step, ...write },
  skipStep: { input: step, ...write },
  correctOutput: { input: (things) => ({ ...step(things), output: "mine" }), ...write },
  rerunStale: { input: (things) => ({ ...run(things), includeOnce: true }), ...write },
  approveUndo: { input: undo, ...write },
  declineUndo: { input: undo, ...write },
  rerunRun: { input: (things) => ({ ...run(things), version: "same" }), ...write },
  editRun: {
    input: (things) => ({
      ...run(things),
      baseVersion: 1,
      patch: [{ op: "update", stepId: things.stepId, changes: { title: "Taken over" } }],
    }),
    ...write,
  },
  settleStep: { input: (things) => ({ ...step(things), outcome: "failed" }), ...write },
  answerSlow: { input: (things) => ({ ...step(things), answer: "wait" }), ...write },
  requestReplan: { input: (things) => ({ ...run(things), note: "Do it otherwise" }), ...write },
  acceptReplan: { input: replan, ...write },
  rejectReplan: { input: replan, ...write },
  listApprovals: { input: run, ...read },
  approveRequest: { input: approval, ...write },
  refuseRequest: { input: approval, ...write },
  delegateRequest: { input: (things) => ({ ...approval(things), to: null }), ...write },
  listDeciders: { input: approval, ...read },
  getApprovalOutput: { input: (things) => ({ ...approval(things), offset: 0 }), ...read },
  answerRequest: { input: (things) => ({ ...approval(things), answer: {} }), ...write },
  getPolicy: { input: () => ({}), outsider: "own", viewer: "forbidden" },
  getPolicyInForce: { input: () => ({}), outsider: "own", viewer: "allowed" },
  savePolicy: {
    input: () => ({ from: 0, policy: { secrets: "block" } }),
    outsider: "own",
    viewer: "forbidden",
  },
  loadSampleWorkspace: { input: () => ({}), outsider: "own", viewer: "forbidden" },
  saveDocument: {
    input: () => ({ name: "notes.md", kind: "markdown", content: "# Notes" }),
    outsider: "own",
    viewer: "forbidden",
  },
  listWorkers: { input: () => ({}), outsider: "own", viewer: "allowed" },
  getRunSettings: { input: () => ({}), outsider: "own", viewer: "forbidden" },
  listMcpServers: { input: () => ({}), outsider: "own", viewer: "forbidden" },
  saveMcpServer: {
    input: () => ({ id: null, name: newId().toLowerCase(), url: "https://tools.example/mcp" }),
    outsider: "own",
    viewer: "forbidden",
  },
  deleteMcpServer: { input: mcpServer, ...write },
  switchMcpServer: { input: (things) => ({ ...mcpServer(things), enabled: false }), ...write },
  refreshMcpServer: { input: mcpServer, ...write },
  connectMcpServer: { input: mcpServer, ...write },
  disconnectMcpServer: { input: mcpServer, ...write },
  finishMcpSignIn: { input: () => ({ state: "nobody's" }), ...write },
  approveMcpTool: {
    input: (things) => ({ ...mcpServer(things), name: MARKER, hash: "h", sideEffect: "read" }),
    ...write,
  },
  withdrawMcpTool: { input: (things) => ({ ...mcpServer(things), name: MARKER }), ...write },
  getModelSettings: { input: () => ({}), outsider: "own", viewer: "forbidden" },
  saveModelConnection: {
    input: () => ({
      id: null,
      name: "Own",
      kind: "compatible",
      baseUrl: "http://127.0.0.1:9/v1",
      apiKey: null,
    }),
    outsider: "own",
    viewer: "forbidden",
  },
  deleteModelConnection: { input: () => ({ id: newId() }), outsider: "own", viewer: "forbidden" },
  saveModelProfile: { input: () => ({ role: "planner", choices: [] }), outsider: "own", viewer: "forbidden" },
  testModel: {
    input: () => ({ role: "planner", connectionId: newId(), model: "m" }),
    outsider: "not_found",
    viewer: "forbidden",
  },
  listSecrets: { input: () => ({}), outsider: "own", viewer: "forbidden" },
  listSecretNames: { input: () => ({}), outsider: "own", viewer: "allowed" },
  saveSecret: {
    input: () => ({ id: null, name: newId(), value: newId(), hosts: ["api.example"] }),
    outsider: "own",
    viewer: "forbidden",
  },
  deleteSecret: { input: ({ secretId }) => ({ id: secretId }), ...write },
  listPrompts: { input: () => ({}), outsider: "own", viewer: "forbidden" },
  getPrompt: { input: () => ({ name: "plan.draft" }), outsider: "own", viewer: "forbidden" },
  savePrompt: {
    input: () => ({ name: "plan.draft", text: `Plan like this. ${newId()}`, note: "" }),
    outsider: "own",
    viewer: "forbidden",
  },
  activatePrompt: {
    input: () => ({ name: "plan.draft", from: 0, to: 0 }),
    outsider: "own",
    viewer: "forbidden",
  },
  tryPrompt: {
    input: ({ planId }) => ({ name: "plan.draft", version: 0, planId }),
    ...write,
  },
  saveRunSettings: { input: () => ({ from: RunSettings.parse({}) }), outsider: "own", viewer: "forbidden" },
  deleteDocument: { input: ({ documentId }) => ({ documentId }), ...write },
};

/** Files of lib/services that are no verb of a member, and why a stranger cannot reach what they do. */
export const NOT_MEMBER_VERBS: Readonly<Record<string, string>> = {
  context: "the check itself",
  "needs-setup": "public: says only whether an account exists",
  "create-owner": "public: works once, while there is no account",
  authenticate: "public: it is how one becomes somebody",
  "revoke-session": "ends only the session of the cookie that was sent",
  "seal-version": "a helper inside startRun's transaction",
  "delete-old": "the worker's, for every workspace by its own settings",
  "record-planning": "the worker's, for the workspace its job names",
  "record-chat-edit": "the worker's, for the workspace its job names",
  "record-candidates": "the worker's, for the workspace its job names",
  "record-document": "the worker's, for the workspace its job names",
  "record-embedding": "the worker's, for the workspace its job names",
  "record-mcp-server": "the worker's, for the workspace its job names",
  "find-unembedded": "the worker's, for every workspace",
  "open-share": "public: shows what the token's link shows",
  "check-share": "public: says whether the token's link holds",
  "list-shared-events": "public: of the run that the token's link shows",
  "get-shared-step": "public: of the run that the token's link shows",
  "get-shared-output-page": "public: of the run that the token's link shows",
  "get-shared-file": "public: of the run that the token's link shows",
  "record-replan": "the worker's, for the workspace its job names",
};

/**
 * What a route or page does for a member of another workspace. `query` completes its address; with a `body` it is sent there as JSON,
 * by POST. `sendsOn`: it answers with the way to a page.
 */
export type RouteRow = {
  outsider: Outsider;
  query?: (things: OwnedThings) => string;
  body?: (things: OwnedThings) => Record<string, unknown>;
  sendsOn?: boolean;
};

/** Every route under app/api that is not public, by its folder. Parameters in brackets are filled in by name. */
export const ROUTES: Readonly<Record<string, RouteRow>> = {
  "/api/home": { outsider: "own" },
  "/api/plans": { outsider: "own" },
  "/api/plans/[planId]": { outsider: "not_found" },
  "/api/plans/[planId]/chat": { outsider: "not_found" },
  "/api/plans/[planId]/candidates": { outsider: "not_found" },
  "/api/plans/[planId]/export": { outsider: "not_found" },
  "/api/plans/[planId]/presence": { outsider: "not_found", body: () => ({ tab: "tab", stepId: null }) },
  "/api/plans/[planId]/comments": { outsider: "not_found" },
  "/api/plans/[planId]/versions": { outsider: "not_found" },
  "/api/plans/[planId]/share-links": { outsider: "not_found" },
  "/api/plans/[planId]/versions/[number]": { outsider: "not_found" },
  "/api/runs": { outsider: "own" },
  "/api/plans/[planId]/preview": { outsider: "not_found", query: () => "?rev=0" },
  "/api/runs/[runId]/cost": { outsider: "not_found" },
  "/api/runs/[runId]/rerun-preview": { outsider: "not_found" },
  "/api/runs/[runId]/events": { outsider: "not_found", query: () => "?before=2" },
  "/api/runs/[runId]/permissions": { outsider: "not_found" },
  "/api/runs/[runId]": { outsider: "not_found" },
  "/api/runs/[runId]/export": { outsider: "not_found" },
  "/api/runs/[runId]/steps/[stepId]": { outsider: "not_found" },
  "/api/runs/[runId]/steps/[stepId]/output": { outsider: "not_found" },
  "/api/runs/[runId]/steps/[stepId]/output/download": { outsider: "not_found" },
  "/api/runs/[runId]/steps/[stepId]/files/[name]": { outsider: "not_found" },
  "/api/playbooks": { outsider: "own" },
  "/api/playbooks/[playbookId]": { outsider: "not_found" },
  "/api/playbooks/[playbookId]/export": { outsider: "not_found" },
  "/api/models/test": {
    outsider: "not_found",
    body: () => ({ role: "planner", connectionId: newId(), model: "m" }),
  },
  "/api/prompts/try": {
    outsider: "not_found",
    body: ({ planId }) => ({ name: "plan.draft", version: 0, planId }),
  },
  "/api/approvals": { outsider: "own" },
  "/api/approvals/[approvalId]/deciders": { outsider: "not_found" },
  "/api/approvals/[approvalId]/output": { outsider: "not_found" },
  "/api/workers": { outsider: "own" },
  "/api/mcp-servers": { outsider: "own" },
  "/api/mcp-servers/signed-in": { outsider: "own", query: () => "?state=nobodys&code=none", sendsOn: true },
  "/api/tools": { outsider: "own" },
  "/api/secrets/names": { outsider: "own" },
  "/api/policy": { outsider: "own" },
  "/api/policy/in-force": { outsider: "own" },
  "/api/knowledge": { outsider: "own" },
  "/api/knowledge/search": { outsider: "own", query: () => "?q=strategy" },
  "/api/knowledge/[documentId]": { outsider: "not_found" },
  "/api/knowledge/[documentId]/file": { outsider: "not_found" },
  "/api/events": { outsider: "not_found", query: ({ planId }) => `?topics=inbox,plan:${planId}&after=0,0` },
};

/** Every page that is not public, by its folder. */
export const PAGES: Readonly<Record<string, RouteRow>> = {
  "/": { outsider: "own" },
  "/plans": { outsider: "own" },
  "/plans/[planId]": { outsider: "not_found" },
  "/runs": { outsider: "own" },
  "/approvals": { outsider: "own" },
  "/runs/[runId]": { outsider: "not_found" },
  "/knowledge": { outsider: "own" },
  "/tools": { outsider: "own" },
  "/playbooks": { outsider: "own" },
  "/settings/mcp": { outsider: "own" },
  "/settings/models": { outsider: "own" },
  "/settings/policy": { outsider: "own" },
  "/settings/prompts": { outsider: "own" },
  "/settings/runs": { outsider: "own" },
  "/settings/secrets": { outsider: "own" },
  "/settings/workers": { outsider: "own" },
};
