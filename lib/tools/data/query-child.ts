import { serveOnce } from "../sandbox/child.ts";
import type { QueryJob } from "./query-io.ts";
import { queryTables } from "./query-tables.ts";

/** The program of the process that a query runs in. */
await serveOnce((job) => queryTables(job as QueryJob));
