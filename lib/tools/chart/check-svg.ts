const ELEMENTS = new Set(
  `svg g path rect line circle ellipse polygon polyline text tspan title desc defs clipPath linearGradient radialGradient stop`.split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  `xmlns xmlns:xlink version class id width height viewBox transform d x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy points offset
  fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
  stroke-miterlimit opacity display visibility pointer-events cursor clip-path clip-rule gradientUnits gradientTransform spreadMethod
  stop-color stop-opacity text-anchor dominant-baseline font-family font-size font-weight font-style font-variant letter-spacing
  dir role aria-label aria-hidden aria-roledescription style xml:space lang`.split(/\s+/),
);
/** One tag with its attributes, or the text between two. Anything else is nothing that a renderer of ours writes. */
const PIECE = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*\/?>|[^<]+/gy;
const ATTRIBUTE = /([\w:.-]+)="([^"<]*)"/g;
/** Names that XML itself is told by, which point at nothing. */
const NAMESPACES: Record<string, string> = {
  xmlns: "http://www.w3.org/2000/svg",
  "xmlns:xlink": "http://www.w3.org/1999/xlink",
};

/**
 * What keeps an SVG text from being safe to show, in a sentence; null when it is: it has nothing but shapes and texts, runs nothing,
 * and points at nothing outside itself.
 */
export function unsafeInSvg(svg: string): string | null {
  if (!svg.startsWith("<svg ") || !svg.endsWith("</svg>")) return "It is no SVG picture.";
  let read = 0;
  for (const piece of svg.matchAll(PIECE)) {
    read += piece[0].length;
    const [, , element, attributes = ""] = piece;
    if (element === undefined) continue;
    if (!ELEMENTS.has(element)) return `It has a “${element.slice(0, 40)}” in it.`;
    for (const [, name = "", value = ""] of attributes.matchAll(ATTRIBUTE)) {
      const problem = unsafeAttribute(name, value);
      if (problem !== null) return problem;
    }
  }
  return read === svg.length ? null : "It has something in it that is neither a shape nor a text.";
}

function unsafeAttribute(name: string, value: string): string | null {
  if (!ATTRIBUTES.has(name)) return `It has “${name.slice(0, 40)}” in it.`;
  const namespace = NAMESPACES[name];
  if (namespace !== undefined) return value === namespace ? null : `It has a strange “${name}”.`;
  // A label is read out, not carried out.
  if (name === "aria-label") return null;
  const plain = decoded(value).replace(/url\(\s*['"]?#[\w-]+['"]?\s*\)/gi, "");
  if (/url\s*\(|image(?:-set)?\s*\(|@|\\|expression|javascript:|data:|\/\//i.test(plain)) {
    return `Its “${name}” points outside of it.`;
  }
  return null;
}

function decoded(value: string): string {
  return value
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, code: string) => character(parseInt(code, 16)))
    .replace(/&#(\d{1,7});/g, (_, code: string) => character(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
