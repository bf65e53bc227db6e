import { doneSteps, StepDone } from "./tools.ts";
import { startWorker } from "./worker.ts";

/** What a worker program says of a step whose work is done. */
export type StepReport = { runId: string; stepId: string; at: number };

// A worker in a process of its own: `node worker-program.ts URL CONCURRENCY [report]`; ends when its parent says so or is gone.
const [url = "", concurrency = "1", report] = process.argv.slice(2);
const stop = await startWorker(url, Number(concurrency));
process.once("disconnect", () => void stop());
process.send?.("ready");
if (report) {
  doneSteps.addEventListener("step", (event) => {
    if (!(event instanceof StepDone)) return;
    const { runId, stepId, at } = event;
    process.send?.({ runId, stepId, at } satisfies StepReport);
  });
}
