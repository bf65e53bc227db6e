import type { GoalAnalysis } from "../lib/domain/goal.ts";
import type { Json, JsonObject } from "../lib/domain/json.ts";
import type { Manifest } from "../lib/domain/manifest.ts";
import { Policy } from "../lib/domain/policy.ts";
import { checkCall } from "../lib/guardrails/check-call.ts";
import { checkStepOutput } from "../lib/guardrails/check-output.ts";
import { analyseGoal } from "../lib/planner/goal/analyse-goal.ts";
import { quantile } from "./rows.ts";

// `npm run bench:guardrails`: what all checks of a step cost that need no model: the call before it is made, and the output before
// anything reads it. A JSON line a figure, in processor time: all of it is computing, and what else the machine does is none of it.
const ROUNDS = 200;
const WARM_UP = 20;

const SENTENCE =
  "The shop in Harbour Street opened in 2019, sells oats and soap by weight, and had 1,204 visitors in May. ";
const text = (characters: number) =>
  SENTENCE.repeat(Math.ceil(characters / SENTENCE.length)).slice(0, characters);

/** Everything switched on, with as much in each list as a strict workspace may have. */
const policy = Policy.parse({
  tools: [
    { tools: "mcp.*", permission: "ask" },
    { tools: "http.request", permission: "deny", when: 'args.method == "DELETE"' },
    { tools: "mail.send", permission: "ask", when: "size(args.to) > 3" },
    { tools: "mail.send", permission: "allow", when: 'args.to.all(x, x.endsWith("@example.com"))' },
  ],
  domains: { hosts: Array.from({ length: 50 }, (_, n) => `host-${n}.example.com`) },
  prohibited: {
    terms: Array.from({ length: 50 }, (_, n) => `forbidden word ${n}`),
    patterns: ["project\\s+[A-Z]{3}-\\d{4}", "\\b(?:internal|confidential) use only\\b", "\\bx{5,}\\b"],
  },
  personalData: { kinds: ["email", "phone", "iban", "card", "national_id"], answer: "mask" },
});
const tool = {
  name: "mail.send",
  title: "Send a message",
  version: "1",
  reaches: { kind: "hosts" as const, hosts: ["host-7.example.com"], writes: true },
  sensitive: ["to"],
};
const manifest: Manifest = {
  tools: { "mail.send": "1" },
  hosts: ["host-7.example.com"],
  publicRead: true,
  services: [],
  data: [],
  spend: policy.caps.run,
};
const goal: GoalAnalysis = analyseGoal(
  "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000, without plastic",
  "2026-11-23",
);
const own = ["a-secret-of-this-workspace", "another-secret-of-this-workspace"];

/** Text in which much looks like what is sought: addresses, numbers, names of keys, escapes, encoded pieces. */
const DENSE =
  "Write to shop.123@harbour.example or see https://harbour.example/en/a?x=%20y, order 4111-2222, secret recipe, pass\\word, " +
  "item 550e8400-e29b-41d4-a716-446655440000, internal notes of project Oats, +43 in front, &amp; AT61 at the end. ";
const dense = (characters: number) => DENSE.repeat(Math.ceil(characters / DENSE.length)).slice(0, characters);

const rows = (count: number): Json => ({
  currency: "USD",
  rows: Array.from({ length: count }, (_, n) => ({ name: `Item ${n}`, note: text(60), priceCents: n % 7 })),
});
const CASES: readonly { name: string; args: JsonObject; output: Json }[] = [
  { name: "a short call", args: { to: ["ann@example.com"], body: text(500) }, output: { text: text(1_000) } },
  { name: "a letter", args: { to: ["ann@example.com"], body: text(4_000) }, output: { text: text(8_000) } },
  { name: "a report", args: { to: ["ann@example.com"], body: text(8_000) }, output: { text: text(40_000) } },
  {
    name: "a report full of addresses and numbers",
    args: { to: ["ann@example.com"], body: dense(8_000) },
    output: { text: dense(40_000) },
  },
  { name: "a table of 500 rows", args: { to: ["ann@example.com"], body: text(500) }, output: rows(500) },
  {
    name: "256 kB of text",
    args: { to: ["ann@example.com"], body: text(8_000) },
    output: { text: text(262_144) },
  },
];

for (const { name, args, output } of CASES) {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const begun = process.cpuUsage();
    check(args, output);
    const { user, system } = process.cpuUsage(begun);
    if (round >= WARM_UP) took.push((user + system) / 1_000);
  }
  const characters = JSON.stringify(args).length + JSON.stringify(output).length;
  for (const [metric, value] of [
    ["p50", quantile(took, 0.5)],
    ["p95", quantile(took, 0.95)],
  ] as const) {
    const row = {
      bench: "checks of a step",
      case: name,
      characters,
      metric,
      value: round2(value),
      unit: "ms",
    };
    console.log(JSON.stringify({ ...row, rounds: ROUNDS }));
  }
}

/** What gate and output guard do for one step. */
function check(args: JsonObject, output: Json): void {
  const step = { id: "send", title: "Send the strategy" };
  checkCall({ step, tool, sideEffect: "once", args, marked: [], composed: [] }, { policy, manifest, own });
  checkStepOutput(output, step, { policy, goal, own });
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
