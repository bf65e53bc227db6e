import { builtInPrompt } from "./prompts/built-in-prompts.ts";
import { ModelError, type CappedAccess } from "./port.ts";
import { NO_SPEND } from "./spend.ts";
import { spendCap } from "./spend-cap.ts";

const none = () => {
  throw new ModelError("not_configured", "No model is connected.", { spend: NO_SPEND });
};

/** What a workspace without models has. */
export const NO_MODELS: CappedAccess = {
  models: {
    has: () => false,
    choices: () => [],
    generateText: none,
    generateObject: none,
    streamText: none,
    embed: none,
  },
  prompt: builtInPrompt,
  cap: spendCap(0),
};
