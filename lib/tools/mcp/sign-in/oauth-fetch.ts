import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { GuardedFetch } from "../../http/guarded-fetch.ts";

/** Longest time for one answer: who waits for it is a person, or a step. */
const LONGEST_MS = 15_000;
/** Metadata and tokens are small. */
const MOST_BYTES = 256_000;

/**
 * The guarded client as the SDK's OAuth functions use it. Nothing goes unencrypted but to what the installation lists as local, and no
 * redirect is followed: what stands in such a request is for the address that it was made for.
 */
export function oauthFetch(http: GuardedFetch, signal: AbortSignal): FetchLike {
  return async (url, init = {}) => {
    const { host } = new URL(url);
    const { response } = await http(url, {
      ...(init.method !== undefined && { method: init.method }),
      ...(init.headers !== undefined && { headers: init.headers }),
      ...(init.body !== undefined && { body: init.body }),
      redirect: "manual",
      signal,
      // It sets nothing, but has the client judge the address as one that credentials go to.
      secrets: [{ name: "sign-in", hosts: [host], headers: {} }],
      limits: { totalMs: LONGEST_MS, headersMs: LONGEST_MS, bodyBytes: MOST_BYTES },
    });
    return response;
  };
}
