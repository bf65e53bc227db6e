import { describe, expect, test } from "vitest";
import type { JsonObject } from "#lib/domain/json.ts";
import { ToolError } from "../contract.ts";
import { specWithRows } from "./chart-spec.ts";
import { unsafeInSvg } from "./check-svg.ts";
import { renderChart } from "./render-chart.ts";

const forever = new AbortController().signal;
const ROWS = [
  { name: "Email", spend: 10, url: "a" },
  { name: "Search", spend: 20, url: "b" },
];
const ENCODING = {
  x: { field: "name", type: "nominal" },
  y: { field: "spend", type: "quantitative" },
};
const BAR: JsonObject = { mark: "bar", encoding: ENCODING };

const draw = (spec: JsonObject, rows: JsonObject[] | null = ROWS, title = "Spend", seconds?: number) =>
  renderChart(specWithRows(spec, rows), title, forever, seconds);

describe("a chart", () => {
  test("is drawn from rows, named, and the same each time", async () => {
    const first = await draw(BAR, ROWS, 'Spend <by> "channel"');
    expect(first.svg).toContain("<title>Spend &lt;by&gt; &quot;channel&quot;</title>");
    expect(first.svg).toContain(">Email</text>");
    expect(first.width).toBeGreaterThan(50);
    expect(first.remarks).toEqual([]);
    expect(unsafeInSvg(first.svg)).toBeNull();
    expect(await draw(BAR, ROWS, 'Spend <by> "channel"')).toEqual(first);
  });

  test.each<[string, JsonObject]>([
    [
      "lines in layers",
      { layer: [{ mark: "line" }, { mark: { type: "point", filled: true } }], encoding: ENCODING },
    ],
    ["an arc", { mark: "arc", encoding: { theta: { field: "spend" }, color: { field: "name" } } }],
    ["facets", { ...BAR, encoding: { ...ENCODING, column: { field: "name" } } }],
    ["side by side", { hconcat: [BAR, BAR] }],
    ["a box plot", { mark: "boxplot", encoding: ENCODING }],
    [
      "a worked-out field",
      {
        ...BAR,
        transform: [{ calculate: "datum.spend * 2", as: "double" }],
        encoding: { ...ENCODING, y: { field: "double", type: "quantitative" } },
      },
    ],
    [
      "a gradient",
      {
        mark: {
          type: "area",
          color: {
            x1: 1,
            y1: 1,
            x2: 1,
            y2: 0,
            gradient: "linear",
            stops: [
              { offset: 0, color: "white" },
              { offset: 1, color: "darkgreen" },
            ],
          },
        },
        encoding: ENCODING,
      },
    ],
    ["a field called url", { ...BAR, encoding: { ...ENCODING, x: { field: "url" } } }],
  ])("of %s is drawn", async (_, spec) => {
    expect((await draw(spec)).svg.length).toBeGreaterThan(500);
  });

  test.each<[JsonObject, RegExp]>([
    [
      { mark: "pie", encoding: ENCODING },
      /“mark” names no mark that there is\. The marks are arc, area, bar/,
    ],
    [
      { mark: "bar", encoding: { x: { field: "chanel" } } },
      /“encoding\.x\.field” names the field “chanel”, which no row has\. The fields are name, spend, url/,
    ],
    [{ $schema: "https://vega.github.io/schema/vega/v6.json", marks: [] }, /plain Vega is not drawn/],
    [{ encoding: ENCODING }, /cannot be drawn/],
  ])("%j is refused in words", async (spec, message) => {
    await expect((async () => draw(spec))()).rejects.toThrow(message);
  });
});

/** Specifications that want to load, link, run or take all there is. None may give anything but a safe picture or a declared error. */
const HOSTILE: [name: string, spec: JsonObject, rows?: JsonObject[] | null][] = [
  ["data from the web", { ...BAR, data: { url: "https://evil.example/x.json" } }, null],
  ["data from a file", { ...BAR, data: { url: "file:///etc/passwd", format: { type: "csv" } } }, null],
  [
    "a lookup that loads",
    { ...BAR, transform: [{ lookup: "name", from: { data: { url: "/etc/passwd" }, key: "a" } }] },
  ],
  ["pictures", { mark: { type: "image", width: 9 }, encoding: { ...ENCODING, url: { field: "url" } } }],
  [
    "pictures in a layer",
    { layer: [BAR, { mark: "image" }], encoding: { url: { value: "http://127.0.0.1/" } } },
  ],
  ["links", { ...BAR, encoding: { ...ENCODING, href: { value: "javascript:alert(1)" } } }],
  ["links in a mark", { mark: { type: "bar", href: "https://evil.example/" }, encoding: ENCODING }],
  ["links by configuration", { ...BAR, config: { mark: { href: "https://evil.example/" } } }],
  [
    "a constructor",
    { ...BAR, transform: [{ calculate: "constructor.constructor('return process')()", as: "x" }] },
  ],
  [
    "a constructor by index",
    { ...BAR, transform: [{ calculate: "datum['constructor']['constructor']('return 1')()", as: "x" }] },
  ],
  ["a prototype", { ...BAR, transform: [{ calculate: "datum.__proto__.polluted = 1", as: "x" }] }],
  [
    "an event's window",
    {
      ...BAR,
      params: [{ name: "p", value: 1, on: [{ events: "window:load", update: "event.view.alert(1)" }] }],
    },
  ],
  [
    "an expression with a timer",
    {
      ...BAR,
      params: [{ name: "p", value: 1, on: [{ events: { type: "timer", throttle: 0 }, update: "p + 1" }] }],
    },
  ],
  ["a font that loads", { ...BAR, config: { font: "url(https://evil.example/x)" } }],
  ["a fill that loads", { mark: { type: "bar", fill: "url(https://evil.example/x)" }, encoding: ENCODING }],
  ["a background that loads", { ...BAR, background: "url(https://evil.example/x)" }],
  ["a title with tags", { ...BAR, title: "</text></svg><script>alert(1)</script>" }],
  ["a description with tags", { ...BAR, description: '"><script>alert(1)</script>' }],
  ["rows with tags", BAR, [{ name: '"/><script>alert(1)</script><g a="', spend: 1 }]],
  [
    "rows with keys of objects",
    BAR,
    [JSON.parse('{"name":"a","spend":1,"__proto__":{"polluted":1}}') as JsonObject],
  ],
  [
    "an endless sequence",
    { ...BAR, data: { sequence: { start: 0, stop: 1e9 } }, encoding: { y: { field: "data" } } },
    null,
  ],
  [
    "a regular expression that explodes",
    { ...BAR, transform: [{ filter: "test(/^(a+)+$/, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')" }] },
  ],
  [
    "a very long text",
    {
      ...BAR,
      transform: [{ calculate: "pad('', 500000000, 'x')", as: "x" }],
      encoding: { x: { field: "x" } },
    },
  ],
  ["a picture as large as numbers go", { ...BAR, width: 1e300, height: 1e300 }],
  ["a wrong size", { ...BAR, width: -5, height: null }],
  [
    "very many bins",
    { mark: "bar", encoding: { x: { field: "spend", bin: { step: 1e-9 } }, y: { aggregate: "count" } } },
  ],
  [
    "very many ticks",
    {
      ...BAR,
      encoding: {
        ...ENCODING,
        y: { field: "spend", type: "quantitative", axis: { tickCount: 1e9, values: [1, 2] } },
      },
    },
  ],
  [
    "an impute over everything",
    {
      ...BAR,
      transform: [
        { impute: "spend", key: "spend", keyvals: { start: 0, stop: 1e9 }, groupby: ["name"], value: 0 },
      ],
    },
  ],
  [
    "a density of very many steps",
    { mark: "area", transform: [{ density: "spend", steps: 1e9 }], encoding: { x: { field: "value" } } },
  ],
  ["nothing that a chart is", { mark: { type: "bar" }, encoding: null }],
  [
    "levels without end",
    Array.from({ length: 200 }).reduce<JsonObject>((inner) => ({ layer: [inner] }), BAR),
  ],
  ["parts without end", { layer: Array.from({ length: 3_000 }, () => BAR) }],
];

/** Those that never end are ended sooner than real ones would be: that they are is what counts. */
const HOSTILE_SECONDS = 5;

describe("hostile specifications", () => {
  test("there are at least fifteen", () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(15);
  });

  test.each(HOSTILE)(
    "%s",
    async (_, spec, rows = ROWS) => {
      try {
        const { svg } = await draw(spec, rows, "Spend", HOSTILE_SECONDS);
        expect(unsafeInSvg(svg)).toBeNull();
        expect(svg).not.toMatch(/<script|evil\.example|href=|onload=/i);
      } catch (error) {
        expect(error).toBeInstanceOf(ToolError);
        expect(["bad_input", "too_slow", "out_of_memory", "too_large"]).toContain((error as ToolError).code);
      }
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
    60_000,
  );

  test("one that is stopped ends at once", async () => {
    const stop = new AbortController();
    const spec = { ...BAR, data: { sequence: { start: 0, stop: 1e9 } } };
    const ended = renderChart(specWithRows(spec, null), "x", stop.signal);
    setTimeout(() => stop.abort(new Error("enough")), 300);
    await expect(ended).rejects.toThrow("enough");
  });
});
