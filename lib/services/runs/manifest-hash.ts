import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import { Json } from "#lib/domain/json.ts";
import type { Manifest } from "#lib/domain/manifest.ts";

/** Names a manifest by what it says, so that a person can approve the very one that was shown. */
export function manifestHash(manifest: Manifest): string {
  const plain = Json.parse(JSON.parse(JSON.stringify(manifest)));
  return createHash("sha256").update(canonicalJson(plain)).digest("hex");
}
