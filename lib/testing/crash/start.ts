import { generateClient } from "#lib/launch/prepare.ts";

// Standard output is for the result; what the database's death does to this process's own connections is no news.
process.env["LOG_LEVEL"] = "silent";
// The database client is made from the schema, so nothing that needs it can be imported before.
await generateClient(new AbortController().signal);
await import("./main.ts");
