import fc from "fast-check";
import { expect, test } from "vitest";
import { columnNames, tableNames } from "./table-names.ts";

test("a document's table is called what an identifier can say of its name", () => {
  const names = [
    "Marketing metrics-2026.csv",
    "2026.csv",
    "a-b.csv",
    "a_b.csv",
    "SQLite_x.csv",
    "план.CSV",
    "....csv",
  ];
  expect([...tableNames(names.map((name) => ({ name }))).keys()]).toEqual([
    "marketing_metrics_2026",
    "t_2026",
    "a_b",
    "a_b_2",
    "t_sqlite_x",
    "план",
    "unnamed",
  ]);
});

test("whatever the names are, those of tables and columns are different and ones that SQL takes", () => {
  const identifier = /^[\p{L}\p{N}_]+$/u;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 20 }), { maxLength: 30 }), (names) => {
      const tables = [...tableNames(names.map((name) => ({ name }))).keys()];
      const columns = columnNames(names);
      expect(tables).toHaveLength(names.length);
      expect(new Set(columns.map((name) => name.toLowerCase())).size).toBe(names.length);
      for (const name of [...tables, ...columns]) expect(name).toMatch(identifier);
    }),
  );
});
