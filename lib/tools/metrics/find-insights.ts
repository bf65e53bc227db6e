import type { CsvTable } from "#lib/knowledge/parse-csv.ts";
import { amountText, numberText, shareText } from "../amount-text.ts";
import { add, ratio, toNumber, ZERO, type Decimal } from "./decimal.ts";
import type { Group, SpendColumns } from "./group.ts";
import type { MetricsOutput } from "./metrics-io.ts";
import type { Column } from "./read-columns.ts";

type Finding = MetricsOutput["findings"][number];
type Material = {
  table: CsvTable;
  groups: Group[];
  totals: Map<Column, Decimal>;
  spendColumns: SpendColumns | null;
  summed: Column[];
  currency: string | null;
  /** Index of the date column, where the table has one beside the dimension. */
  date: number | null;
};

/** A change of return smaller than this (10 %) is not worth a sentence. */
const CHANGE = 0.1;

/** A return with two decimals, as money has them: "5.20". */
function rate(returnOnSpend: number): string {
  return amountText(returnOnSpend, null);
}

function returnFindings({ table, groups, totals, spendColumns, currency }: Material): Finding[] {
  if (!spendColumns) return [];
  const { spend, revenue } = spendColumns;
  const money = (sums: Map<Column, Decimal>, column: Column) =>
    amountText(toNumber(sums.get(column) ?? ZERO), currency);
  const findings: Finding[] = [];
  const overall = ratio(totals.get(revenue) ?? ZERO, totals.get(spend) ?? ZERO);
  if (overall !== null) {
    findings.push({
      text: `Over all ${table.rows.length} rows, ${money(totals, spend)} of spend brought ${money(totals, revenue)} of revenue: ${rate(overall)} for each 1.00 spent.`,
      lines: table.rows.map((row) => row.line),
    });
  }
  const ranked = groups.filter((group) => group.returnOnSpend !== null);
  const [best, worst] = [ranked[0], ranked.at(-1)];
  if (best && worst && best !== worst) {
    findings.push({
      text: `${best.name} returned most: ${rate(best.returnOnSpend ?? 0)} for each 1.00 spent (${money(best.sums, revenue)} on ${money(best.sums, spend)}).`,
      lines: best.lines,
    });
    const loss = (worst.returnOnSpend ?? 0) < 1 ? ", less than it cost" : "";
    findings.push({
      text: `${worst.name} returned least: ${rate(worst.returnOnSpend ?? 0)} for each 1.00 spent${loss} (${money(worst.sums, revenue)} on ${money(worst.sums, spend)}).`,
      lines: worst.lines,
    });
  }
  const spent = (group: Group) => toNumber(group.sums.get(spend) ?? ZERO);
  const largest = ranked.toSorted((a, b) => spent(b) - spent(a))[0];
  const all = toNumber(totals.get(spend) ?? ZERO);
  if (largest && ranked.length > 1 && all > 0) {
    findings.push({
      text: `${largest.name} took the largest part of the spend: ${money(largest.sums, spend)}, or ${shareText(spent(largest) / all)}.`,
      lines: largest.lines,
    });
  }
  return findings;
}

/** Return on spend of a group's rows in the later half of the periods against the earlier half. */
function trendFindings({ table, groups, spendColumns, date }: Material): Finding[] {
  if (!spendColumns || date === null) return [];
  const periodOf = (row: number) => table.rows[row]?.cells[date] ?? "";
  const periods = [...new Set(table.rows.map((_, at) => periodOf(at)))].toSorted();
  // Only periods that sort as text (2026-04) have an order that can be told without guessing.
  if (periods.length < 4 || !periods.every((period) => /^\d{4}-\d{2}/.test(period))) return [];
  const later = new Set(periods.slice(Math.ceil(periods.length / 2)));
  const returnOf = (rows: number[]) => {
    const sum = (column: Column) => rows.reduce((total, row) => add(total, column.values[row] ?? ZERO), ZERO);
    return ratio(sum(spendColumns.revenue), sum(spendColumns.spend));
  };
  const changes = groups.flatMap((group) => {
    const before = returnOf(group.rows.filter((row) => !later.has(periodOf(row))));
    const after = returnOf(group.rows.filter((row) => later.has(periodOf(row))));
    return before && after !== null ? [{ group, before, after, change: after / before - 1 }] : [];
  });
  changes.sort((a, b) => b.change - a.change);
  const describe = ({ group, before, after }: (typeof changes)[number], verb: string): Finding => ({
    text: `The return of ${group.name} ${verb}: ${rate(before)} for each 1.00 spent up to ${periods[Math.ceil(periods.length / 2) - 1]}, ${rate(after)} after it.`,
    lines: group.lines,
  });
  const [risen, fallen] = [changes[0], changes.at(-1)];
  return [
    ...(risen && risen.change >= CHANGE ? [describe(risen, "rose")] : []),
    ...(fallen && fallen.change <= -CHANGE ? [describe(fallen, "fell")] : []),
  ];
}

function plainFindings({ groups, totals, summed, currency, spendColumns }: Material): Finding[] {
  if (spendColumns) return [];
  return summed.slice(0, 3).flatMap((column) => {
    const of = (sums: Map<Column, Decimal>) => toNumber(sums.get(column) ?? ZERO);
    const largest = groups.toSorted((a, b) => of(b.sums) - of(a.sums))[0];
    const total = of(totals);
    if (!largest || total <= 0) return [];
    const text = (number: number) =>
      column.kind === "money" ? amountText(number, currency) : numberText(number);
    return [
      {
        text: `${largest.name} has most ${column.name}: ${text(of(largest.sums))} of ${text(total)} (${shareText(of(largest.sums) / total)}).`,
        lines: largest.lines,
      },
    ];
  });
}

/** Says in sentences what stands out in a table's groups, each with the lines that it rests on. */
export function findInsights(material: Material): Finding[] {
  return [...returnFindings(material), ...trendFindings(material), ...plainFindings(material)];
}
