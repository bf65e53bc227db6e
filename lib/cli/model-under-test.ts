import { setTimeout as pause } from "node:timers/promises";
import { createLogger } from "#lib/config/logger.ts";
import type { ModelEnv } from "#lib/config/env.ts";
import type { PromptName } from "#lib/domain/prompt.ts";
import { Breakers } from "#lib/models/breaker.ts";
import type { Choice } from "#lib/models/connection.ts";
import { createModels } from "#lib/models/create-models.ts";
import { environmentChoices, environmentConnections } from "#lib/models/environment-models.ts";
import { builtInPrompt } from "#lib/models/prompts/built-in-prompts.ts";
import { builtInDrafter } from "#lib/planner/built-in-drafter.ts";
import type { PlannerUnderTest } from "#lib/planner/evaluation/planner-under-test.ts";
import { modelDrafter } from "#lib/planner/model/model-drafter.ts";
import { planUnderTest, type TestGround } from "./plan-under-test.ts";

/** The planner models that the environment names (PLANWRIGHT_PLANNER_MODELS). */
export const ENVIRONMENT = "environment";

/**
 * A model planner by its profile: `environment`, or a model of the environment's connections ("anthropic:claude-sonnet-4-5"); with
 * "+FILE" at its end it drafts by the prompt in that file, so that two versions of a prompt can be compared.
 * @returns the planner, or what is wrong with the profile
 */
export async function modelUnderTest(
  profile: string,
  env: ModelEnv,
  ground: TestGround,
  readFile: (path: string) => Promise<string>,
): Promise<PlannerUnderTest | { problem: string }> {
  const [models = "", file] = profile.split("+", 2);
  const choices = choicesOf(models, env);
  if (choices.length === 0) {
    const how = `Name a model like anthropic:claude-sonnet-4-5 whose key is in the environment, or ${ENVIRONMENT} for PLANWRIGHT_PLANNER_MODELS.`;
    return { problem: `There is no planner or model profile "${models}". ${how}` };
  }
  const text = file === undefined ? null : await readFile(file).catch(() => null);
  if (file !== undefined && text === null) return { problem: `The prompt ${file} cannot be read.` };
  const prompts = (name: PromptName) =>
    text !== null && name === "plan.draft" ? { name, version: 1, text } : builtInPrompt(name);
  const asking = createModels(
    { planner: choices, executor: [], checker: [], embedding: [] },
    {
      breakers: new Breakers(),
      log: createLogger("eval"),
      now: () => new Date(),
      pause: (ms, signal) => pause(ms, undefined, { signal }),
      record: () => Promise.resolve(),
    },
  );
  const drafter = modelDrafter({ models: asking, prompts });
  const planner = { builtIn: builtInDrafter, model: { drafter, prompts: {} }, embed: null };
  return { name: profile, plan: (goal) => planUnderTest(goal, planner, ground) };
}

function choicesOf(profile: string, env: ModelEnv): Choice[] {
  const connections = environmentConnections(env);
  const wanted =
    profile === ENVIRONMENT
      ? environmentChoices(env, "planner")
      : [{ connectionId: profile.split(":")[0] ?? "", model: profile.slice(profile.indexOf(":") + 1) }];
  return wanted.flatMap(({ connectionId, model }) => {
    const connection = connections.find(({ id }) => id === connectionId);
    return connection && model !== "" && model !== profile ? [{ connection, model }] : [];
  });
}
