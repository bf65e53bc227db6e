// `npm run bench:web`. Plain JavaScript, because it runs before anything is installed.
import { handOver } from "../../lib/launch/bootstrap.mjs";

await handOver("../../bench/web/main.ts");
