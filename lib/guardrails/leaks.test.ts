import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { Policy } from "#lib/domain/policy.ts";
import { checkCall } from "./check-call.ts";
import { checkContent } from "./check-content.ts";

// Ways in which somebody who writes arguments or outputs may want a secret overlooked.

const OWN = "Qx7-Heron/Vault+2231_key";
const FOREIGN = `glpat-${"aB3x".repeat(6)}`;
const bytes = Buffer.from(OWN);
const base64 = bytes.toString("base64");
const hex = bytes.toString("hex");
const letters = Array.from(OWN);
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const percent = (text: string) => Array.from(text, (c) => `%${c.charCodeAt(0).toString(16)}`).join("");
const wide = Array.from(OWN, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join("");
const tags = Array.from(OWN, (c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("");
const PADDING = "Nothing to see here. ".repeat(120_000);

const policy = Policy.parse({ domains: { hosts: ["api.example"] } });
const tool = {
  name: "http.request",
  title: "Request",
  version: "1",
  reaches: { kind: "arguments" as const, names: ["url"], writes: true },
};
const judge = (args: JsonObject) =>
  checkCall(
    { step: { id: "s", title: "Send" }, tool, sideEffect: "idempotent", args, marked: [], composed: [] },
    { policy, manifest: null, own: ["another-secret-of-ours", OWN] },
  );
const url = "https://api.example/in";

/** What is left of it when everything but letters and digits is taken out of what goes on, whatever stood between. */
const spelled = (value: Json, names: boolean): string => {
  if (Array.isArray(value)) return value.map((part) => spelled(part, names)).join("");
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([name, part]) => (names ? name : "") + spelled(part, names))
      .join("");
  return String(value ?? "")
    .replaceAll(/[^a-z0-9]/gi, "")
    .toLowerCase();
};

describe("a secret of the workspace does not leave", () => {
  test.each<[string, JsonObject, string]>([
    ["in a field", { json: { note: OWN } }, OWN],
    ["in a field within others", { json: { a: [{ b: [{ c: `x ${OWN} y` }] }] } }, OWN],
    ["as a property's name", { json: { [OWN]: true } }, OWN],
    ["as the beginning of a property's name", { json: { [`${OWN}-id`]: 1 } }, OWN],
    ["as a header's name", { headers: { [`x-${OWN}`]: "1" } }, OWN],
    ["as a header's value", { headers: { "x-note": `v=${OWN}` } }, OWN],
    ["as a parameter's name", { query: { [OWN]: 1 } }, OWN],
    ["in the path of an address", { url: `${url}/${OWN}/x` }, OWN],
    ["in the path, percent-encoded", { url: `${url}/${encodeURIComponent(OWN)}` }, encodeURIComponent(OWN)],
    ["in the path, every character percent-encoded", { url: `${url}/${percent(OWN)}` }, percent(OWN)],
    ["in the path, percent-encoded twice", { url: `${url}/${encodeURIComponent(percent(OWN))}` }, "%25"],
    ["in the path, in pieces", { url: `${url}/Qx7-Her/on/Vault+2231/_key` }, "Vault+2231"],
    ["in a host's name", { url: "https://qx7-heron-vault-2231-key.api.example/" }, "heron-vault"],
    ["in capitals", { body: OWN.toUpperCase() }, OWN.toUpperCase()],
    ["in small letters", { body: OWN.toLowerCase() }, OWN.toLowerCase()],
    ["backwards", { body: letters.toReversed().join("") }, letters.toReversed().join("")],
    ["with spaces between its letters", { body: letters.join(" ") }, letters.join(" ")],
    ["with dots between its letters", { body: letters.join(".") }, letters.join(".")],
    ["over many lines", { body: letters.join("\n") }, letters.join("\n")],
    ["with nothing visible between its letters", { body: letters.join("\u200b") }, letters.join("\u200b")],
    ["with soft hyphens and joiners", { body: letters.join("\u00ad\u2060") }, letters.join("\u00ad\u2060")],
    ["with marks above its letters", { body: letters.join("\u0301") }, letters.join("\u0301")],
    ["in letters of full width", { body: wide }, wide],
    ["in invisible tags", { body: `Hello${tags}` }, tags],
    ["in HTML's numbers", { body: Array.from(OWN, (c) => `&#${c.charCodeAt(0)};`).join("") }, "&#120;&#55;"],
    [
      "in HTML's hexadecimal numbers",
      { body: Array.from(OWN, (c) => `&#x${c.charCodeAt(0).toString(16)};`).join("") },
      "&#x78;&#x37;",
    ],
    ["in JSON in a text", { body: JSON.stringify({ k: OWN }) }, OWN],
    ["in JSON in JSON in a text", { body: JSON.stringify(JSON.stringify({ k: OWN })) }, OWN],
    [
      "escaped as in programs",
      { body: Array.from(OWN, (c) => `\\x${c.charCodeAt(0).toString(16)}`).join("") },
      "\\x78\\x37",
    ],
    [
      "escaped as in JSON",
      { body: inJson(Array.from(OWN, (c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")) },
      "u0078",
    ],
    ["in Base64", { body: base64 }, base64.slice(2, -2)],
    [
      "in Base64 amid other bytes",
      { body: Buffer.from(`x${OWN}y`).toString("base64") },
      Buffer.from(`x${OWN}`).toString("base64").slice(4, -4),
    ],
    ["in Base64 over lines", { body: base64.replaceAll(/.{10}/g, "$&\r\n") }, base64.slice(10, 20)],
    [
      "in Base64 twice",
      { body: Buffer.from(base64).toString("base64") },
      Buffer.from(base64).toString("base64"),
    ],
    [
      "in Base64 of hexadecimal",
      { body: Buffer.from(hex).toString("base64") },
      Buffer.from(hex).toString("base64"),
    ],
    [
      "in Base64 of an address",
      { body: Buffer.from(percent(OWN)).toString("base64") },
      Buffer.from(percent(OWN)).toString("base64"),
    ],
    ["in hexadecimal", { body: hex }, hex],
    ["in hexadecimal in mixed case", { body: hex.replace("f", "F").replace("6b", "6B") }, hex.slice(0, 6)],
    ["in hexadecimal with colons", { body: hex.replaceAll(/../g, "$&:") }, "51:78:37"],
    [
      "in hexadecimal of Base64",
      { body: Buffer.from(base64).toString("hex") },
      Buffer.from(base64).toString("hex"),
    ],
    ["as numbers of its characters", { json: { codes: [...bytes] } }, "[81,120,55"],
    ["as numbers in a text", { body: [...bytes].join(", ") }, "81, 120, 55"],
    ["split over two fields", { json: { a: OWN.slice(0, 10), b: OWN.slice(10) } }, OWN.slice(10)],
    ["split over a list, letter by letter", { json: letters }, "Q"],
    ["split over a name and its value", { json: { [OWN.slice(0, 12)]: OWN.slice(12) } }, OWN.slice(12)],
    ["split over names", { json: { [OWN.slice(0, 12)]: "", [OWN.slice(12)]: "" } }, OWN.slice(12)],
    [
      "split over headers and body",
      { headers: { a: OWN.slice(0, 9) }, json: { b: OWN.slice(9) } },
      OWN.slice(9),
    ],
    [
      "split in Base64 over two fields",
      { json: { a: base64.slice(0, 13), b: base64.slice(13) } },
      base64.slice(13, 26),
    ],
    ["behind two and a half million characters", { body: `${PADDING}${OWN}` }, OWN],
    ["across two millions of characters", { body: "x ".repeat(1_000_000).slice(0, -8) + OWN }, OWN],
  ])("%s", (_, args, form) => {
    const { findings, args: sent } = judge({ url, ...args });
    expect(findings.map(({ rule }) => rule)).toContain("secret");
    const text = JSON.stringify(sent);
    expect(JSON.stringify(args)).toContain(JSON.stringify(form).slice(1, -1));
    expect(text).not.toContain(JSON.stringify(form).slice(1, -1));
    for (const names of [true, false]) expect(spelled(sent, names)).not.toContain("qx7heronvault2231key");
  });

  test("a secret that is a number is no number's either", () => {
    const own = ["471108152342"];
    const check = { policy, own, stepId: null, field: null, where: "it" };
    expect(checkContent({ pin: 471_108_152_342, other: 4_711 }, check).value).toEqual({
      pin: "[secret of this workspace]",
      other: 4_711,
    });
  });

  test("where the policy stops for secrets, none of these calls is made", () => {
    const strict = Policy.parse({ ...policy, secrets: "block" });
    const ways: Json[] = [{ a: OWN.slice(0, 10), b: OWN.slice(10) }, letters, [...bytes], { [OWN]: 1 }];
    for (const json of ways) {
      const facts = { step: { id: "s", title: "Send" }, tool, sideEffect: "idempotent" as const };
      const verdict = checkCall(
        { ...facts, args: { url, json }, marked: [], composed: [] },
        { policy: strict, manifest: null, own: [OWN] },
      );
      expect(verdict.decision).toBe("deny");
    }
  });
});

describe("a key that nobody knows beforehand does not leave where it stands as it is", () => {
  test.each<[string, Json]>([
    ["as a property's name", { [FOREIGN]: 1 }],
    ["in JSON in a text", JSON.stringify({ k: FOREIGN })],
    ["behind much text", `${PADDING}${FOREIGN}`],
    ["in an address", `https://api.example/${FOREIGN}/x?y=${FOREIGN}`],
  ])("%s", (_, value) => {
    const check = { policy, own: [], stepId: null, field: null, where: "it" };
    const content = checkContent({ value }, check);
    expect(content.findings).toMatchObject([{ rule: "secret" }]);
    expect(JSON.stringify(content.value)).not.toContain(JSON.stringify(value).slice(1, -1));
  });
});

test("what is no secret is left alone, however much it looks like one", () => {
  const check = { policy, own: [OWN, "short1"], stepId: null, field: null, where: "it" };
  const values: Json[] = [
    "Herons nest near the vault of the key bank, 2231 metres up.",
    { id: "550e8400-e29b-41d4-a716-446655440000", hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c" },
    { picture: Buffer.from(Array.from({ length: 3_000 }, (_, n) => (n * 7_919) % 251)).toString("base64") },
    { codes: [81, 120, 55], text: "S h o r t 1" },
    ["Qx7-Heron", "and a long sentence between", "Vault+2231_key"],
  ];
  for (const value of values)
    expect(checkContent(value, check)).toEqual({ findings: [], value, blocked: false });
});
