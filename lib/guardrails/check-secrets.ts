import { allowsHost, parseHostPattern } from "#lib/domain/host-pattern.ts";
import type { SecretName } from "#lib/domain/secret.ts";
import type { Arguments } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { fixedPlace } from "./reach.ts";

/** Something wrong with a secret that a step names, at which of its arguments. */
export type SecretProblem = { argument: string; rule: string; message: string; fix: string };

/** Secrets that a use of a tool names and the workspace does not have, or has for other hosts than the one that is called. */
export function checkSecrets(
  { secrets: takes = [], reaches }: Pick<ToolSpec, "secrets" | "reaches">,
  args: Arguments,
  secrets: readonly SecretName[],
): SecretProblem[] {
  const addresses = reaches?.kind === "arguments" ? reaches.names : [];
  const places = addresses.flatMap((name) => fixedPlace(args[name]) ?? []);
  return takes.flatMap((argument) => {
    const given = args[argument];
    const name = given?.kind === "literal" && typeof given.value === "string" ? given.value.trim() : "";
    if (name === "") return [];
    const secret = secrets.find((each) => each.name === name);
    if (!secret) {
      const message = `There is no secret “${name}”.`;
      const fix = "Choose another one, or have an owner store it under Settings, Secrets.";
      return [{ argument, rule: "unknown_secret", message, fix }];
    }
    const patterns = secret.hosts.flatMap((host) => parseHostPattern(host) ?? []);
    const elsewhere = places.find(({ host, port }) => !allowsHost(patterns, host, port));
    if (!elsewhere) return [];
    const message = `The secret “${name}” is not for ${elsewhere.written}; it goes to ${secret.hosts.join(", ")} only.`;
    const fix = "Choose another secret or address, or have an owner add the host to the secret.";
    return [{ argument, rule: "secret_not_bound", message, fix }];
  });
}
