import { allowsHost, isUsualPort, parseHostPattern, plainHost } from "#lib/domain/host-pattern.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import type { AllowedDomains } from "#lib/domain/policy.ts";
import type { Argument, Arguments } from "#lib/domain/step.ts";
import type { Reach, SideEffect, WritesByArgument } from "#lib/domain/tool.ts";
import { literalArguments } from "./literal-arguments.ts";

/** A place that a call goes to: a host at a port, as it is written ("example.com", "example.com:8443"). */
export type Place = { host: string; port: number; written: string };

/** A place with the argument that has its address; null: the tool always goes there. */
type NamedPlace = Place & { argument: string | null };

/**
 * Where a call with these arguments goes.
 * @returns the places; null when it may be any; a place is left out when its argument is no web address, which the tool refuses
 */
export function placesOf(reach: Reach | undefined, args: JsonObject): NamedPlace[] | null {
  // Which host a service of the installation has is the installation's business, and no policy's.
  if (reach === undefined || reach.kind === "service") return [];
  if (reach.kind === "any") return null;
  const addresses: { argument: string | null; address: string }[] =
    reach.kind === "hosts"
      ? reach.hosts.map((host) => ({ argument: null, address: `https://${host}` }))
      : reach.names.map((argument) => {
          const address = args[argument];
          return { argument, address: typeof address === "string" ? address : "" };
        });
  return addresses.flatMap(({ argument, address }) => {
    const place = placeOf(address);
    return place === null ? [] : { ...place, argument };
  });
}

/**
 * Whether a call may read only where hosts are named: it would be refused at the connection, however little it changes there.
 */
export function mustBeNamed(reach: Reach | undefined): boolean {
  return reach?.kind === "hosts" && reach.posts === true;
}

/** What a person is told of a place that is not named though it must be. */
export function notNamed(title: string, place: Place): string {
  return `${title} works by POST requests to ${place.written}, and the policy does not list that host.`;
}

/** What makes it reachable. */
export function addHost(place: Place): string {
  return `Have an owner add ${patternOf(place)} to the allowed domains under Settings, Policy.`;
}

/** Whether a step with these arguments writes where it goes; null when that depends on an argument that only its run will know. */
export function writesTo(reach: Reach, args: Arguments): boolean | null {
  if (reach.kind === "service") return false;
  const { writes } = reach;
  if (typeof writes === "boolean") return writes;
  const known = literalArguments(args);
  return writes.argument in args && !(writes.argument in known) ? null : writesBy(writes, known);
}

/** The same of a call with these literal arguments. A tool that does either, whatever they are, is judged by the call's effect. */
export function callWrites(reach: Reach | undefined, args: JsonObject, sideEffect: SideEffect): boolean {
  if (reach === undefined || reach.kind === "service" || typeof reach.writes === "boolean")
    return sideEffect !== "read";
  return writesBy(reach.writes, args);
}

function writesBy({ argument, reads, leftOut }: WritesByArgument, args: JsonObject): boolean {
  const value = args[argument] ?? leftOut;
  return typeof value !== "string" || !reads.includes(value);
}

/** The place of a web address; null when it is none. */
export function placeOf(address: string): Place | null {
  const url = URL.parse(address.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const host = plainHost(url);
  if (host === null) return null;
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return { host, port, written: isUsualPort(port) ? host : `${host}:${port}` };
}

/** The place to which an address leads whatever the run brings; null: only the run will know it, or it is no web address. */
export function fixedPlace(argument: Argument | undefined): Place | null {
  if (argument?.kind === "literal")
    return typeof argument.value === "string" ? placeOf(argument.value) : null;
  const [first] = argument?.kind === "template" ? argument.parts : [];
  // A host ends with the slash behind it: what follows the beginning of one may still make another of it.
  return typeof first === "string" && /^[^/?#\\]*\/\/[^/?#\\]+\//.test(first.trim()) ? placeOf(first) : null;
}

/** A place as lists of allowed hosts have it. */
export function patternOf({ host, port }: Place): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return isUsualPort(port) ? name : `${name}:${port}`;
}

/**
 * Whether a call may go to a place under these domains. Reading is allowed everywhere public where they say so; whether an address is
 * public is known only when it is dialled, and decided there.
 */
export function mayReach(
  domains: { publicRead: boolean; hosts: readonly string[] },
  place: Place,
  writes: boolean,
): boolean {
  const patterns = domains.hosts.flatMap((host) => parseHostPattern(host) ?? []);
  if (allowsHost(patterns, place.host, place.port)) return true;
  return domains.publicRead && !writes && isUsualPort(place.port);
}

/** The same for a tool that may go anywhere: it needs the whole public web, and cannot be allowed to write there. */
export function mayReachAnything(domains: AllowedDomains, writes: boolean): boolean {
  return domains.publicRead && !writes;
}
