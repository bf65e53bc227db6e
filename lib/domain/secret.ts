import { z } from "zod";
import { parseHostPattern, type HostPattern } from "./host-pattern.ts";
import { Id } from "./ids.ts";
import { line } from "./text.ts";
import { hasUnstorable } from "./characters.ts";

/** Most secrets of a workspace: every call and output is searched for all of them. */
export const MOST_SECRETS = 100;

/** A shorter value could not be told from ordinary words, and would have to be left in what steps give. */
const SHORTEST_VALUE = 8;

/** A step that names a secret, its own tool or a fallback of it. */
export const SecretUse = z.object({ planId: Id, planTitle: z.string(), stepTitle: z.string() });
export type SecretUse = z.infer<typeof SecretUse>;

/**
 * A secret of a workspace, as its owners see it: the value itself never leaves the server. `readable`: false when the installation's
 * encryption key is another one than when it was stored, so that the value has to be entered again. `uses`: steps of plans as they
 * are now, the latest plan first, 100 at most.
 */
export const SecretView = z.object({
  id: Id,
  name: z.string(),
  hosts: z.array(z.string()),
  readable: z.boolean(),
  updatedAt: z.string(),
  lastUsedAt: z.string().nullable(),
  uses: z.array(SecretUse),
});
export type SecretView = z.infer<typeof SecretView>;

/** What whoever edits a plan sees of a secret, to choose it. */
export const SecretName = z.object({ name: z.string(), hosts: z.array(z.string()) });
export type SecretName = z.infer<typeof SecretName>;

const host = line("The host", 260).transform((text, context) => {
  const pattern = parseHostPattern(text);
  if (pattern) return hostText(pattern);
  const message = "This is no host. Write one like api.example.com, *.example.com or example.com:8443.";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

const value = z
  .string()
  .trim()
  .max(10_000, "The value is longer than 10,000 characters.")
  .refine(
    (text) => text.length >= SHORTEST_VALUE,
    `The value is shorter than ${SHORTEST_VALUE} characters, so that it could not be told from ordinary words in what steps give.`,
  )
  .refine((text) => !hasUnstorable(text), "The value has characters that cannot be kept. Copy it again.");

/** A secret as an owner enters it. `id`: null makes a new one; else its name stays. `value`: null keeps the stored one. */
export const SecretInput = z.object({
  id: Id.nullable(),
  name: line("The name", 60),
  value: value.nullable(),
  hosts: z
    .array(host)
    .min(1, "Name at least one host that it may be sent to.")
    .max(50, "A secret has 50 hosts at most.")
    .transform((hosts) => [...new Set(hosts)]),
});
export type SecretInput = z.infer<typeof SecretInput>;

/** A pattern as it is kept and shown: in its one spelling. */
function hostText({ host: name, wildcard, port }: HostPattern): string {
  const shown = name.includes(":") ? `[${name}]` : name;
  return `${wildcard ? "*." : ""}${shown}${port === null ? "" : `:${port}`}`;
}

/** The first of the hosts that the others do not already include; null when they include all. */
export function hostBeyond(hosts: readonly string[], known: readonly string[]): string | null {
  const patterns = known.flatMap((text) => parseHostPattern(text) ?? []);
  const beyond = hosts.find((text) => {
    const wanted = parseHostPattern(text);
    return wanted === null || !patterns.some((pattern) => includes(pattern, wanted));
  });
  return beyond ?? null;
}

function includes(known: HostPattern, wanted: HostPattern): boolean {
  if (wanted.port !== null && wanted.port !== known.port) return false;
  if (!known.wildcard) return !wanted.wildcard && known.host === wanted.host;
  return wanted.host.endsWith(`.${known.host}`) || (wanted.wildcard && wanted.host === known.host);
}
