import { startRawServer } from "#lib/testing/fake-models.ts";
import { startObedientModel } from "./obedient-model.ts";

/**
 * Starts the obedient model and a search provider on loopback and makes them the installation's, by its environment. To be imported
 * before anything reads that.
 */
async function startProviders() {
  const model = await startObedientModel();
  /** What the search provider finds, by the words that were searched for. */
  const found = new Map<string, { title: string; url: string; content: string }[]>();
  const search = await startRawServer((request, response) => {
    const words = new URL(request.url ?? "/", "http://search.example").searchParams.get("q") ?? "";
    const usual = [
      {
        title: "Solar panels",
        url: "http://pages.source.example/solar",
        content: `Solar panels sold well: ${words}.`,
      },
    ];
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ results: found.get(words) ?? usual }));
  });
  process.env["SEARXNG_BASE_URL"] = search.address;
  process.env["PLANWRIGHT_COMPATIBLE_BASE_URL"] = `${model.address}/v1`;
  for (const role of ["PLANNER", "EXECUTOR", "CHECKER", "EMBEDDING"])
    process.env[`PLANWRIGHT_${role}_MODELS`] = "compatible:obedient";
  const close = async () => {
    await Promise.all([model.close(), search.close()]);
  };
  return { model, found, close };
}

/** The providers of this process, which are there before the environment is read. */
export const providers = await startProviders();
