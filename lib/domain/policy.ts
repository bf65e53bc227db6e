import { z } from "zod";
import { Role } from "./actor.ts";
import { checkExpression } from "./expressions.ts";
import { parseHostPattern } from "./host-pattern.ts";
import { line, prose } from "./text.ts";

/** Whether something may be done: at once, after a person has approved it, or not at all. */
export const ToolPermission = z.enum(["allow", "ask", "deny"]);
export type ToolPermission = z.infer<typeof ToolPermission>;

/** Which tools a rule is about: one by its name, all whose names begin alike ("mcp.github.*"), or all ("*"). */
export const ToolPattern = line("The tool", 120).regex(
  /^(?:\*|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?:\.\*)?)$/i,
  "Write a tool's name, the beginning of names with .* behind it, or * for all.",
);

/** Whether a pattern means this tool. */
export function meansTool(pattern: string, tool: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith(".*") ? tool.startsWith(pattern.slice(0, -1)) : pattern === tool;
}

const condition = prose("The condition", 2_000).check((context) => {
  const checked = checkExpression(context.value, "rule");
  if (!checked.ok) context.issues.push({ code: "custom", input: context.value, message: checked.message });
});

/** A rule of the policy: `when` is CEL over `args`, a call's literal arguments; null: whatever they are. */
export const ToolRule = z.object({
  tools: ToolPattern,
  permission: ToolPermission,
  when: condition.nullable().default(null),
});
export type ToolRule = z.infer<typeof ToolRule>;

const hosts = z
  .array(
    line("The host", 260).refine((text) => parseHostPattern(text) !== null, {
      message: "This is no host. Write one like example.com, *.example.com or example.com:8443.",
    }),
  )
  .max(500)
  .default([]);

/**
 * Where tools may reach: `public_read`: every public host, to read (GET and HEAD); and the hosts of the list with every method. Local
 * addresses are the installation's business, never a workspace's.
 */
export const AllowedDomains = z.object({ publicRead: z.boolean().default(true), hosts });
export type AllowedDomains = z.infer<typeof AllowedDomains>;

function most(
  greatest: number,
  message = `This is not a whole number from 0 to ${greatest.toLocaleString("en")}.`,
) {
  return z.number(message).int(message).min(0, message).max(greatest, message).nullable().default(null);
}

/** What something may take at most; null: no cap. `micros`: millionths of a dollar, of tools and models together. */
export const SpendLimits = z.object({
  micros: most(1_000_000_000_000, "This is not an amount from $0 to $1,000,000."),
  tokens: most(1_000_000_000_000),
  calls: most(1_000_000_000),
  seconds: most(31_536_000),
});
export type SpendLimits = z.infer<typeof SpendLimits>;

/** What is capped: a step, a run, all runs of the workspace on one day (UTC), or those that one member started on one day. */
export const SpendScope = z.enum(["step", "run", "day", "memberDay"]);
export type SpendScope = z.infer<typeof SpendScope>;

const NO_LIMITS: SpendLimits = { micros: null, tokens: null, calls: null, seconds: null };
const limits = SpendLimits.default(NO_LIMITS);
export const SpendCaps = z.object({ step: limits, run: limits, day: limits, memberDay: limits });
export type SpendCaps = z.infer<typeof SpendCaps>;

/** What is done about something that a check found: it is told, it is hidden in what goes on, or it stops. */
export const FindingAnswer = z.enum(["warn", "mask", "block"]);
export type FindingAnswer = z.infer<typeof FindingAnswer>;

/** `national_id`: the social security number of the United States, the one whose form tells it from other numbers. */
export const PersonalDataKind = z.enum(["email", "phone", "iban", "card", "national_id"]);
export type PersonalDataKind = z.infer<typeof PersonalDataKind>;

/** Words and patterns that must not occur; categories are a checker model's to judge, where there is one. */
export const Prohibited = z.object({
  terms: z.array(line("The term", 200)).max(1_000).default([]),
  /** Regular expressions (RE2's syntax without look-around and back references), matched without regard to case. */
  patterns: z.array(line("The pattern", 500)).max(100).default([]),
  categories: z.array(line("The category", 200)).max(50).default([]),
});
export type Prohibited = z.infer<typeof Prohibited>;

/** What happens to a step whose output does not pass a check. */
export const FailedCheckAnswer = z.enum(["fall_back", "retry", "replan", "ask", "fail"]);
export type FailedCheckAnswer = z.infer<typeof FailedCheckAnswer>;

const upTo = (greatest: number, usual: number) => {
  const message = `This is not a whole number from 1 to ${greatest.toLocaleString("en")}.`;
  return z.number(message).int(message).min(1, message).max(greatest, message).default(usual);
};

const HOURS_TO_DECIDE = "This is not a number of hours from 0.1 to 2,160.";
const HOURS_TO_REMIND = "This is not a number of hours from 0.1 to 720.";

/**
 * Who approves what: of calls, and of outputs that did not pass a check, those of these tools; of plans, replans and spend all. The first rule that fits counts. `votes`: how many
 * members must approve; one refusal refuses. After `expiresHours` without enough of them it counts as refused.
 */
export const ApprovalRule = z.object({
  subject: z.enum(["call", "output", "plan", "replan", "spend"]),
  tools: ToolPattern.default("*"),
  roles: z.array(Role).min(1, "Choose at least one role.").max(4),
  votes: upTo(10, 1),
  /** Whoever started the run may not be the one who approves. */
  notTheStarter: z.boolean().default(false),
  expiresHours: z
    .number(HOURS_TO_DECIDE)
    .min(0.1, HOURS_TO_DECIDE)
    .max(24 * 90, HOURS_TO_DECIDE)
    .default(72),
  remindHours: z
    .number(HOURS_TO_REMIND)
    .min(0.1, HOURS_TO_REMIND)
    .max(24 * 30, HOURS_TO_REMIND)
    .nullable()
    .default(24),
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

/** What an approval needs when no rule says otherwise: one member who may decide. */
export const DEFAULT_APPROVAL = ApprovalRule.omit({ subject: true, tools: true }).parse({
  roles: ["owner", "editor", "approver"],
});

/**
 * A workspace's rules, which guardrails enforce. Every part has a default, so that an empty object is the policy of a workspace that
 * chose nothing: what only reads is allowed, what must not be repeated asks.
 */
export const Policy = z.object({
  /** The first rule that means the tool, and whose condition holds, counts. */
  tools: z.array(ToolRule).max(200).default([]),
  /** Tools that no rule means: by what a call does to the world. */
  otherwise: z
    .object({
      read: ToolPermission.default("allow"),
      idempotent: ToolPermission.default("allow"),
      once: ToolPermission.default("ask"),
    })
    .default({ read: "allow", idempotent: "allow", once: "ask" }),
  domains: AllowedDomains.default({ publicRead: true, hosts: [] }),
  caps: SpendCaps.default({ step: NO_LIMITS, run: NO_LIMITS, day: NO_LIMITS, memberDay: NO_LIMITS }),
  limits: z
    .object({
      steps: upTo(5_000, 500),
      /** Most steps that may depend on one, and most items of a map. */
      fanOut: upTo(1_000, 200),
      /** Most replans of one run, whoever asked for them. */
      replans: upTo(100, 10),
      /** How deep runs may start other runs. */
      depth: upTo(10, 3),
    })
    .default({ steps: 500, fanOut: 200, replans: 10, depth: 3 }),
  prohibited: Prohibited.extend({ answer: FindingAnswer.default("block") }).default({
    terms: [],
    patterns: [],
    categories: [],
    answer: "block",
  }),
  /** Kinds of personal data that are looked for in what leaves the system and in outputs. */
  personalData: z
    .object({ kinds: z.array(PersonalDataKind).default([]), answer: FindingAnswer.default("warn") })
    .default({ kinds: [], answer: "warn" }),
  /** Keys, passwords and tokens in what leaves the system and in outputs. */
  secrets: FindingAnswer.default("mask"),
  /** The goal's own constraints: what is done when an output breaks its goal budget, its dates, its musts and must-nots. */
  goalConstraints: z.enum(["off", "warn", "block"]).default("block"),
  onFailedCheck: FailedCheckAnswer.default("fall_back"),
  approvals: z.array(ApprovalRule).max(50).default([]),
  /** When a plan must be approved before it runs by whoever the rules name, rather than by the one who starts it. */
  planApproval: z.enum(["starter", "rules"]).default("starter"),
});
export type Policy = z.infer<typeof Policy>;

/** The policy of a workspace that chose nothing. */
export const DEFAULT_POLICY: Policy = Policy.parse({});

/**
 * Who must approve something, and how, by the first rule that is about it; null: none is.
 * @param tool whose call or output it is
 */
export function termsFor(
  { approvals }: Pick<Policy, "approvals">,
  about: ApprovalRule["subject"],
  tool: string | null = null,
): Omit<ApprovalRule, "subject" | "tools"> | null {
  const rule = approvals.find(
    ({ subject, tools }) => subject === about && (tool === null || meansTool(tools, tool)),
  );
  if (!rule) return null;
  const { subject: _, tools: __, ...terms } = rule;
  return terms;
}

/** Who may raise a run's spend caps, and let it make calls of unknown price. */
export function spendTerms(policy: Policy): Omit<ApprovalRule, "subject" | "tools"> {
  return termsFor(policy, "spend") ?? DEFAULT_APPROVAL;
}
