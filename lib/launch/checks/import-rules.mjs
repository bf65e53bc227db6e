/**
 * docs/architecture.md's table "what may import what", as dependency-cruiser reads it. A room that is not listed here fails the
 * check, so that a new one is a decision.
 * @type {Record<string, string[]>}
 */
export const mayImport = {
  "lib/config": [],
  "lib/domain": [],
  "lib/engine": ["lib/domain"],
  "lib/guardrails": ["lib/domain"],
  "lib/db": ["lib/domain", "lib/config"],
  "lib/events": ["lib/domain", "lib/db", "lib/config"],
  "lib/models": ["lib/domain", "lib/db", "lib/config"],
  "lib/auth": ["lib/domain", "lib/db", "lib/config"],
  "lib/ledger": ["lib/domain", "lib/engine", "lib/db", "lib/events", "lib/config"],
  "lib/knowledge": ["lib/domain", "lib/db", "lib/models", "lib/config"],
  "lib/tools": ["lib/domain", "lib/db", "lib/models", "lib/knowledge", "lib/config"],
  "lib/planner": ["lib/domain", "lib/models", "lib/tools", "lib/guardrails"],
  "lib/executor": ["lib/domain", "lib/models", "lib/tools", "lib/guardrails"],
  "lib/services": [
    "lib/domain",
    "lib/engine",
    "lib/planner",
    "lib/ledger",
    "lib/events",
    "lib/tools",
    "lib/guardrails",
    "lib/knowledge",
    "lib/models",
    "lib/db",
    "lib/auth",
    "lib/config",
  ],
  "lib/jobs": ["lib/services", "lib/domain", "lib/config"],
  "lib/actions": ["lib/services", "lib/events", "lib/auth", "lib/domain", "lib/config"],
  "lib/worker": ["lib/(?!actions|launch|testing)[^/]+"],
  "lib/cli": ["lib/services", "lib/planner", "lib/tools", "lib/models", "lib/domain", "lib/config"],
  "lib/launch": ["lib/db", "lib/config"],
  "lib/testing": ["lib/[^/]+"],
  "components/ui": ["lib/domain"],
  "components/graph": ["lib/domain"],
  "components/(?!ui/|graph/)[^/]+": ["components/[^/]+", "lib/domain", "lib/guardrails", "lib/actions"],
  "app/api": ["lib/actions", "lib/services", "lib/events", "lib/auth", "lib/domain", "lib/config"],
  app: ["components/[^/]+", "lib/actions", "lib/services", "lib/auth", "lib/domain", "lib/config"],
};

/** Pure rooms, and the packages they may use all the same. */
const pure = {
  "lib/domain": ["zod", "@marcbachmann/cel-js"],
  "lib/engine": ["zod"],
  "lib/guardrails": ["zod", "re2js", "libphonenumber-js"],
};

const source = "^(app|components|lib)/";
const tests = "\\.(test|spec)\\.tsx?$|^lib/testing/|vitest\\.config\\.ts$";

const tableRules = Object.entries(mayImport).map(([room, allowed]) => {
  // app/api has a row of its own, and only app's pages are held by app's.
  const from = room === "app" ? "^app/(?!api/)" : `^${room}/`;
  const reachable = [room === "app" ? "app" : room, ...allowed].map((name) => `${name}/`).join("|");
  return {
    name: `${room} imports only what the table allows`,
    severity: /** @type {const} */ ("error"),
    from: { path: from, ...(room === "lib/testing" ? {} : { pathNot: tests }) },
    to: { path: source, pathNot: `^(${reachable})` },
  };
});

const pureRules = Object.entries(pure).map(([room, packages]) => ({
  name: `${room} is pure`,
  severity: /** @type {const} */ ("error"),
  from: { path: `^${room}/`, pathNot: tests },
  to: { pathNot: `^(lib|app|components)/|^node_modules/(${packages.join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...tableRules,
    ...pureRules,
    {
      name: "nobody imports app, worker or launch",
      severity: "error",
      from: { pathNot: `^(app|lib/worker|lib/launch)/|${tests}` },
      to: { path: "^(app|lib/worker|lib/launch)/" },
    },
    {
      name: "only tests import testing",
      severity: "error",
      from: { pathNot: tests },
      to: { path: "^lib/testing/" },
    },
    {
      name: "no import goes round in a circle",
      severity: "error",
      // A form for nested arguments calls itself; types alone make no circle at run time.
      from: { pathNot: "^components/plan-editor/arguments/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "every import is found", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "a package we ship is not a development dependency",
      severity: "error",
      from: { path: source, pathNot: `${tests}|^lib/launch/` },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|^lib/db/generated/" },
    exclude: { path: "^\\.next/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
