import { builtInPrompt } from "./prompts/built-in-prompts.ts";
import { ModelError, type ModelAccess } from "./port.ts";
import { NO_SPEND } from "./spend.ts";

const none = () => {
  throw new ModelError("not_configured", "No model is connected.", { spend: NO_SPEND });
};

/** What a workspace without models has. */
export const NO_MODELS: ModelAccess = {
  models: {
    has: () => false,
    choices: () => [],
    generateText: none,
    generateObject: none,
    streamText: none,
    embed: none,
  },
  prompt: builtInPrompt,
};
