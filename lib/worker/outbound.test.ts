import { expect, test } from "vitest";
import { Manifest } from "#lib/domain/manifest.ts";
import { DEFAULT_POLICY, Policy } from "#lib/domain/policy.ts";
import { outboundOf } from "./outbound.ts";

const manifest = (hosts: string[], publicRead: boolean) =>
  Manifest.parse({ tools: {}, hosts, publicRead, data: [], spend: DEFAULT_POLICY.caps.run });
// Local addresses, so that what would be let through is refused as the last thing before it is dialled.
const POST = { method: "POST" };

test("what a run was approved for does not widen what the policy allows, nor the other way round", async () => {
  const policy = Policy.parse({ domains: { publicRead: false, hosts: ["127.0.0.1", "127.0.0.2"] } });
  const within = outboundOf(() => Promise.resolve(policy), manifest(["127.0.0.1", "127.0.0.3"], true));
  await expect(within("http://127.0.0.1/", POST)).rejects.toMatchObject({ code: "address_blocked" });
  for (const host of ["127.0.0.2", "127.0.0.3", "127.0.0.4"]) {
    await expect(within(`http://${host}/`, POST)).rejects.toMatchObject({ code: "domain_not_allowed" });
  }
});

test("a policy that changes counts from the next request on, also where nothing was approved in the old days", async () => {
  let policy = Policy.parse({ domains: { publicRead: true, hosts: [] } });
  const changing = outboundOf(() => Promise.resolve(policy), null);
  await expect(changing("http://127.0.0.1/")).rejects.toMatchObject({ code: "address_blocked" });
  policy = Policy.parse({ domains: { publicRead: false, hosts: [] } });
  await expect(changing("http://127.0.0.1/")).rejects.toMatchObject({ code: "domain_not_allowed" });
});
