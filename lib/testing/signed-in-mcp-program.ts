import { startSignedInServer } from "./signed-in-mcp-server.ts";

// The server as a program of its own: `node lib/testing/signed-in-mcp-program.ts 3101`
await startSignedInServer({ port: Number(process.argv[2]) });
process.stderr.write("listening\n");
