// `npm start`. Plain JavaScript, because it runs before anything is installed, on whatever Node the machine has.
import { handOver } from "./bootstrap.mjs";

await handOver("start.ts");
