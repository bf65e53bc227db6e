import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { canonicalHost } from "#lib/domain/host-pattern.ts";

/**
 * What an address is to the guarded client: `public`, `local` (loopback and private networks: only where the installation lists it), or
 * `never` (link-local with the clouds' metadata services, multicast, reserved, tunnels into other address spaces).
 */
export type AddressVerdict = {
  verdict: "public" | "local" | "never";
  /** The one spelling in which it is dialled; the text itself when it is no address. */
  address: string;
  family: 4 | 6;
  /** What it is, for a sentence: "a loopback address". */
  kind: string;
};

const KINDS: Record<string, string> = {
  loopback: "a loopback address",
  private: "a private address",
  uniqueLocal: "a private address",
  carrierGradeNat: "a carrier's private address",
  linkLocal: "a link-local address",
  unspecified: "an unspecified address",
  multicast: "a multicast address",
  broadcast: "a broadcast address",
};
const LOCAL = new Set(["loopback", "private", "uniqueLocal", "carrierGradeNat"]);
const RESERVED = "a reserved address";

/** In public ranges, but answered by the cloud's own host below the machine: Azure's wire server. */
const METADATA = new Set(["168.63.129.16"]);

/** The only range of IPv6 that the internet uses. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");
/** IPv6 networks in which the last 32 bits are an IPv4 address that a gateway dials: NAT64's well-known prefix. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/**
 * Judges an address. Everything that is not known to be public is not: new reserved ranges are refused until somebody adds them.
 * @param text an address as the resolver or the URL parser gives it; other spellings and names are `never`
 */
export function judgeAddress(text: string): AddressVerdict {
  // `isIP` allows zones ("fe80::1%eth0"), which choose an interface of this machine.
  const family = isIP(text);
  if (family === 0 || text.includes("%")) {
    return { verdict: "never", address: text, family: 4, kind: "no address in its usual spelling" };
  }
  if (family === 4) return judgeIPv4(ipaddr.IPv4.parse(text));
  // In hexadecimal: "::127.0.0.1" would be read as if it were "::ffff:127.0.0.1", which it is not.
  return judgeIPv6(ipaddr.IPv6.parse(canonicalHost(`[${text}]`) ?? text));
}

function judgeIPv4(parsed: ipaddr.IPv4): AddressVerdict {
  const address = parsed.toString();
  const found = { address, family: 4 as const };
  if (METADATA.has(address)) return { ...found, verdict: "never", kind: "a metadata address" };
  return { ...found, ...judgeRange(parsed.range()) };
}

function judgeIPv6(parsed: ipaddr.IPv6): AddressVerdict {
  // The system would dial the IPv4 address inside; so do we, by that name.
  if (parsed.isIPv4MappedAddress()) return judgeIPv4(parsed.toIPv4Address());
  const found = { address: parsed.toString(), family: 6 as const };
  const inside = embeddedIPv4(parsed);
  if (inside) {
    const { verdict, kind } = judgeIPv4(inside);
    if (verdict !== "public") return { ...found, verdict: "never", kind };
    if (parsed.match(NAT64)) return { ...found, verdict: "public", kind: "a public address" };
  }
  const range = judgeRange(parsed.range());
  if (range.verdict === "public" && !parsed.match(GLOBAL_IPV6)) {
    return { ...found, verdict: "never", kind: RESERVED };
  }
  return { ...found, ...range };
}

function judgeRange(range: string): Pick<AddressVerdict, "verdict" | "kind"> {
  if (range === "unicast") return { verdict: "public", kind: "a public address" };
  return { verdict: LOCAL.has(range) ? "local" : "never", kind: KINDS[range] ?? RESERVED };
}

/** The IPv4 address that a gateway would dial for it: NAT64's last 32 bits, and those of ISATAP (0:5efe before them). */
function embeddedIPv4(parsed: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = parsed.toByteArray();
  const isatap = (parsed.parts[4] ?? 0) % 0x200 === 0 && parsed.parts[5] === 0x5efe;
  return parsed.match(NAT64) || isatap ? new ipaddr.IPv4(bytes.slice(12)) : null;
}
