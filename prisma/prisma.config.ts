import path from "node:path";
import { defineConfig } from "prisma/config";

/** Read by Prisma's own command line: `prisma generate`, and `prisma migrate deploy` where its engine can be downloaded. */
export default defineConfig({
  schema: path.join(import.meta.dirname, "schema.prisma"),
  migrations: { path: path.join(import.meta.dirname, "migrations") },
  ...(process.env["DATABASE_URL"] ? { datasource: { url: process.env["DATABASE_URL"] } } : {}),
});
