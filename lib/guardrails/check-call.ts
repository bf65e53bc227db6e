import type { Finding } from "#lib/domain/finding.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Manifest } from "#lib/domain/manifest.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { MarkedArgument } from "#lib/domain/provenance.ts";
import type { SideEffect, ToolSpec } from "#lib/domain/tool.ts";
import { checkContent } from "./check-content.ts";
import { permissionFor } from "./permission.ts";
import { addHost, callWrites, mayReach, mayReachAnything, mustBeNamed, notNamed, placesOf } from "./reach.ts";

/** Characters of a value that a finding shows. */
const MOST_SHOWN = 200;

/** A call as it is about to be made. */
export type CallFacts = {
  step: { id: string; title: string };
  tool: Pick<ToolSpec, "name" | "title" | "version" | "reaches" | "sensitive" | "reads">;
  /** What this very call does to the world. */
  sideEffect: SideEffect;
  args: JsonObject;
  /** The arguments in which something came from outside. */
  marked: readonly MarkedArgument[];
  /** Whether nobody knows what it costs. */
  priceless?: boolean;
  /** Addresses that came from outside and say more than was found there. */
  composed: readonly MarkedArgument[];
};

/** What is decided about a call. `args`: with what had to be hidden hidden; the same where nothing had. */
export type CallVerdict = { decision: "allow" | "ask" | "deny"; findings: Finding[]; args: JsonObject };

/**
 * Checks a call before it is made: may the tool be used so by the policy, is it within what the run was approved for, may it go where it
 * goes, may what it takes along leave, and has a person to look at what came from outside.
 * @param manifest what the run was approved for; null: a run from before there were manifests
 * @param own values of the workspace's secrets
 */
export function checkCall(
  facts: CallFacts,
  rules: { policy: Policy; manifest: Manifest | null; own: readonly string[] },
): CallVerdict {
  const { policy, manifest } = rules;
  const { tool, step, sideEffect } = facts;
  const say = (
    severity: Finding["severity"],
    rule: string,
    field: string | null,
    message: string,
    fix: string | null,
  ) => ({ severity, rule, stepId: step.id, field, message, fix }) satisfies Finding;

  const denied: Finding[] = [...withinManifest(facts, manifest, say), ...withinDomains(facts, policy, say)];
  const asked: Finding[] = [];
  const { permission, rule } = permissionFor(policy, { name: tool.name, sideEffect }, facts.args);
  const whose = rule === null ? "by default" : `by rule ${rule + 1} of the policy`;
  if (permission === "deny") {
    const message = `${tool.title} is not allowed with these arguments, ${whose}.`;
    denied.push(
      say("error", "tool_denied", "tool", message, "Use another tool, or have an owner change the policy."),
    );
  } else if (permission === "ask") {
    asked.push(say("warning", "tool_asks", "tool", `${tool.title} asks before it is used, ${whose}.`, null));
  }
  if (sideEffect !== "read") asked.push(...markedValues(facts, say));
  asked.push(...composedAddresses(facts, say));
  if (facts.priceless && Object.values(policy.caps).some(({ micros }) => micros !== null)) {
    const message = `Nobody knows what ${tool.title} costs, and there is a spend cap in dollars. While it is being made, all that is left is held for it.`;
    asked.push(say("warning", "unknown_price", "tool", message, null));
  }

  const leaving = tool.reaches !== undefined || sideEffect !== "read";
  const content = leaving
    ? checkContent(facts.args, {
        policy,
        own: rules.own,
        stepId: step.id,
        field: "args",
        where: `what ${tool.title} is given`,
      })
    : { findings: [], value: facts.args, blocked: false };
  const args = content.value as JsonObject;
  const findings = [...denied, ...asked, ...content.findings];
  const decision = denied.length > 0 || content.blocked ? "deny" : asked.length > 0 ? "ask" : "allow";
  return { decision, findings, args };
}

type Say = (
  severity: Finding["severity"],
  rule: string,
  field: string | null,
  message: string,
  fix: string | null,
) => Finding;

function withinManifest(
  { tool, sideEffect, args }: CallFacts,
  manifest: Manifest | null,
  say: Say,
): Finding[] {
  if (manifest === null) return [];
  const beyond = (field: string, message: string) =>
    say("error", "beyond_manifest", field, message, "Approve it as a change to the run's plan.");
  const version = manifest.tools[tool.name];
  if (version === undefined) return [beyond("tool", `The run was not approved to use ${tool.title}.`)];
  if (version !== tool.version)
    return [beyond("tool", `${tool.title} is not the one that the run was approved to use.`)];
  const unread = (tool.reads ?? []).filter((data) => !manifest.data.includes(data));
  if (unread.length > 0)
    return [
      beyond("tool", `The run was not approved to let ${tool.title} read the workspace's ${unread[0]}.`),
    ];
  const { reaches } = tool;
  if (reaches?.kind === "service" && !manifest.services.includes(reaches.service))
    return [beyond("tool", `The run was not approved to let ${tool.title} ask the installation's provider.`)];
  const writes = callWrites(reaches, args, sideEffect);
  const places = placesOf(reaches, args);
  if (places === null) {
    return manifest.publicRead && !writes
      ? []
      : [beyond("tool", `The run was not approved to let ${tool.title} go to any address.`)];
  }
  return places
    .filter((place) => !mayReach(manifest, place, writes))
    .map(({ written }) => beyond("args", `The run was not approved to reach ${written}.`));
}

function withinDomains({ tool, sideEffect, args }: CallFacts, { domains }: Policy, say: Say): Finding[] {
  const writes = callWrites(tool.reaches, args, sideEffect);
  const refused = (where: string) => {
    const message = `The policy does not let ${tool.title} ${writes ? "write to" : "read"} ${where}.`;
    return say(
      "error",
      "domain_denied",
      "args",
      message,
      "Have an owner add the host to the allowed domains.",
    );
  };
  const places = placesOf(tool.reaches, args);
  if (places === null) return mayReachAnything(domains, writes) ? [] : [refused("any address")];
  if (mustBeNamed(tool.reaches))
    return places
      .filter((place) => !mayReach(domains, place, true))
      .map((place) => say("error", "domain_denied", "tool", notNamed(tool.title, place), addHost(place)));
  return places.filter((place) => !mayReach(domains, place, writes)).map(({ written }) => refused(written));
}

function markedValues({ tool, args, marked }: CallFacts, say: Say): Finding[] {
  return marked
    .filter(({ name }) => tool.sensitive?.includes(name))
    .map(({ name, sources }) => {
      const places = placesIn(sources);
      const value = shown(args[name]);
      return say(
        "warning",
        "from_outside",
        `args.${name}`,
        `“${name}” came from outside (${places}): ${value}. Look whether it is right.`,
        null,
      );
    });
}

/** To go there tells whoever made the address up what it says, also where nothing is changed. */
function composedAddresses({ args, composed }: CallFacts, say: Say): Finding[] {
  return composed.map(({ name, sources }) => {
    const message = `“${name}” came from outside (${placesIn(sources)}), and the request says more than was found there: ${shown(args[name])}. Look whether it gives something away.`;
    return say("warning", "composed_address", `args.${name}`, message, null);
  });
}

function placesIn(sources: MarkedArgument["sources"]): string {
  return [...new Set(sources.map(({ place }) => place))].slice(0, 3).join(", ");
}

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
