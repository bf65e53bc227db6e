import { z } from "zod";
import { Role } from "#lib/domain/actor.ts";
import { answerIssues, formProblem } from "#lib/domain/answer-form.ts";
import { JsonObject } from "#lib/domain/json.ts";
import { ApprovalRule } from "#lib/domain/policy.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { line, prose } from "#lib/domain/text.ts";
import { abortable } from "../abortable.ts";
import { defineTool, ToolError, type Parking, type ToolContext } from "../contract.ts";

const Roles = Role.exclude(["viewer"]);

const Question = z
  .object({
    question: line("The question", 200).meta({ title: "Question", description: "What people are asked" }),
    details: prose("The details", 4_000)
      .default("")
      .meta({ title: "Details", description: "What they should know before they answer" }),
    form: JsonObject.default({
      type: "object",
      properties: { answer: { type: "string", title: "Answer" } },
      required: ["answer"],
    }).meta({
      title: "Form",
      format: "form",
      description:
        "A JSON Schema of an object: each property is a field, those in “required” first and in its order; the answer is the step's output",
    }),
    roles: z
      .array(Roles)
      .min(1)
      .max(3)
      .default(["owner", "editor", "approver"])
      .meta({ title: "Who may answer", description: "Members with one of these roles" }),
    member: z
      .email()
      .nullable()
      .default(null)
      .meta({ title: "Only this member", description: "E-mail address of the one member who may answer" }),
    hours: ApprovalRule.shape.expiresHours.meta({
      title: "Hours to answer",
      description: "After that the answer for that case counts, or the step fails",
    }),
    otherwise: JsonObject.nullable().default(null).meta({
      title: "Answer when nobody answers",
      description: "Field names with their values; nothing: the step fails when nobody answers in time",
    }),
  })
  .superRefine(({ form, otherwise }, context) => {
    const problem = formProblem(form);
    if (problem !== null) context.addIssue({ code: "custom", path: ["form"], message: problem });
    else if (otherwise !== null) {
      for (const { path, message } of answerIssues(otherwise, form))
        context.addIssue({ code: "custom", path: ["otherwise", ...path], message });
    }
  });
type Question = z.output<typeof Question>;

/** Asks people, by a form in the inbox and on the run's page; their answer is the step's output. */
export const humanAsk = defineTool({
  name: "human.ask",
  title: "Ask a person",
  description: "Shows a form to people of the workspace, waits for their answer and gives it.",
  input: Question,
  output: JsonObject,
  outputFrom: "form",
  waits: true,
  sideEffect: "read",
  timeoutSeconds: 30,
  typicalSeconds: 3_600,
  costMicros: 0,
  unavailable: () => null,
  run: async (question, context) => {
    context.signal.throwIfAborted();
    const answer = JsonObject.nullable()
      .catch(null)
      .parse(context.resumed?.answer ?? null);
    // A question that was changed while it waited is another one.
    const same = sameJson(context.resumed?.state ?? null, askedOf(question));
    if (answer === null || !same) return ask(question, context);
    const fields = Object.keys(answer).length;
    return {
      output: answer,
      summary: `“${question.question}” was answered (${fields} ${fields === 1 ? "field" : "fields"}).`,
    };
  },
});

/** What makes a question the same when its step goes on. */
function askedOf({ question, form }: Question): JsonObject {
  return { question, form };
}

async function ask(question: Question, context: ToolContext): Promise<Parking> {
  const { form, details, hours, otherwise, roles } = question;
  const userId = question.member === null ? null : await memberCalled(question.member, context);
  const rule = { subject: "call", roles, expiresHours: hours };
  const { subject: _, tools: __, ...terms } = ApprovalRule.parse(rule);
  return {
    park: {
      kind: "answer",
      title: question.question,
      form: details === "" ? form : { ...form, description: details },
      terms,
      ...(userId !== null && { member: userId }),
      ...(otherwise && { otherwise }),
    },
    state: askedOf(question),
    says: userId === null ? "Asked the workspace's people." : `Asked ${question.member}.`,
  };
}

/** @throws ToolError `no_such_member` */
async function memberCalled(email: string, { db, workspaceId, signal }: ToolContext): Promise<string> {
  const found = await abortable(signal, () =>
    db.member.findFirst({
      where: {
        workspaceId,
        role: { not: "viewer" },
        user: { email: { equals: email, mode: "insensitive" } },
      },
      select: { userId: true },
    }),
  );
  if (!found) throw new ToolError("no_such_member", `No member who may answer has the address ${email}.`);
  return found.userId;
}
