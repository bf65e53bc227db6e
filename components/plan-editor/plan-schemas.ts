import { z } from "zod";
import { SecretName } from "#lib/domain/secret.ts";
import { ToolSpec } from "#lib/domain/tool.ts";

export { Policy } from "#lib/domain/policy.ts";
export { PlanView } from "#lib/domain/view.ts";
export const ToolList = z.array(ToolSpec);
export const SecretNames = z.array(SecretName);
