/**
 * Packages that must stay ordinary Node modules: they load files or WebAssembly beside themselves, or keep a connection.
 */
const unbundled = [
  "pg",
  "pino",
  "undici",
  "graphile-worker",
  "@prisma/client",
  "@prisma/adapter-pg",
  "@prisma/schema-engine-wasm",
];

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: unbundled,
  // A document may have 5,000,000 characters (lib/domain/knowledge.ts), which are 15 MB at most on their way to the action.
  experimental: { serverActions: { bodySizeLimit: "16mb" }, proxyClientMaxBodySize: "16mb" },
  // What a browser asks for when it has not read yet which icon a page names.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  turbopack: { root: import.meta.dirname },
  // The launcher's verify step checks types once for the whole tree, tests included.
  typescript: { ignoreBuildErrors: true },
};

export default config;
