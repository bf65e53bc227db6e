// `npm run bench:engine`. Plain JavaScript, because it runs before anything is installed.
import { handOver } from "../lib/launch/bootstrap.mjs";
import { installPackages } from "./install.mjs";

// Standard output is for figures alone.
process.stdout.write = process.stderr.write.bind(process.stderr);

installPackages();
await handOver("../../bench/main.ts");
