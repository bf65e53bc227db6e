// `npm run test:crash`. Plain JavaScript for the reason given in lib/launch/start.mjs.
import { handOver } from "../../launch/bootstrap.mjs";

await handOver("../testing/crash/start.ts");
