// `npm test`. Plain JavaScript for the reason given in start.mjs.
import { handOver } from "./bootstrap.mjs";

await handOver("test.ts");
