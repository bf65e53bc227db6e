import { parseLaunchOptions, usage, type LaunchOptions } from "#lib/launch/launch-options.ts";
import { launch } from "#lib/launch/launch.ts";
import { buildApp, generateClient } from "#lib/launch/prepare.ts";
import { say } from "#lib/launch/progress.ts";
import { stopSignals } from "#lib/launch/stop-signal.ts";

// What `npm start` and `npm run dev` do once the packages are there and the right Node runs.
const { stop, now } = stopSignals();
process.exitCode = await run();
// Not left to an empty event loop: the channel to the process that started us keeps it full.
process.exit();

async function run(): Promise<number> {
  let options: LaunchOptions | null;
  try {
    process.loadEnvFile();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
  }
  try {
    options = parseLaunchOptions(process.argv.slice(2), process.env);
    if (!options) {
      say(usage);
      return 0;
    }
    if (options.buildOnly) {
      await generateClient(stop);
      await buildApp(stop);
    } else {
      await launch(options, stop, now);
    }
    return 0;
  } catch (cause) {
    if (stop.aborted) return 0;
    say(`\n${cause instanceof Error ? describe(cause) : String(cause)}`);
    return 1;
  }
}

/** The message, and the causes behind it; stacks help nobody who only wants to start the product. */
function describe(error: Error): string {
  const cause = error.cause instanceof Error ? `\n  because: ${describe(error.cause)}` : "";
  return `${error.message}${cause}`;
}
