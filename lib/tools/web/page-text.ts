/** Elements whose text is no part of what a page says. */
const UNREAD = new Set(
  "SCRIPT STYLE NOSCRIPT TEMPLATE HEAD TITLE IFRAME OBJECT SVG MATH CANVAS SELECT TEXTAREA".split(" "),
);
/** Elements within a line; all others end one. */
const INLINE = new Set(
  "A ABBR B BDI BDO CITE CODE DATA DFN EM FONT I KBD LABEL MARK Q S SAMP SMALL SPAN STRONG SUB SUP TIME U VAR WBR".split(
    " ",
  ),
);

const ELEMENT = 1;
const TEXT = 3;

/** How large a tree is: its elements, and how deep they are nested. Takes the same time for each element, whatever the shape. */
export function measure(root: Element): { elements: number; depth: number } {
  let [elements, depth, deepest] = [0, 0, 0];
  for (const { node, entering } of walk(root)) {
    if (node.nodeType !== ELEMENT) continue;
    depth += entering ? 1 : -1;
    if (entering) elements += 1;
    deepest = Math.max(deepest, depth);
  }
  return { elements, depth: deepest };
}

/** All text of a page in order, a line for each block: for pages that are too tangled for anything better. */
export function plainText(root: Element): string {
  const pieces: string[] = [];
  let unread: Node | null = null;
  for (const { node, entering } of walk(root)) {
    const name = node.nodeName.toUpperCase();
    if (unread === node && !entering) unread = null;
    else if (unread === null && UNREAD.has(name)) unread = node;
    if (unread !== null) continue;
    if (node.nodeType === TEXT && entering) pieces.push((node.nodeValue ?? "").replace(/\s+/g, " "));
    else if (node.nodeType === ELEMENT && !INLINE.has(name)) pieces.push("\n");
  }
  return pieces
    .join("")
    .split("\n")
    .map((line) => line.replace(/ {2,}/g, " ").trim())
    .filter((line) => line !== "")
    .join("\n\n");
}

/** Goes through a tree without recursion, which a page nested deep enough would exhaust: each node when it begins and when it ends. */
function* walk(root: Node): Generator<{ node: Node; entering: boolean }> {
  let node: Node | null = root;
  while (node) {
    yield { node, entering: true };
    if (node.firstChild) {
      node = node.firstChild;
      continue;
    }
    while (node) {
      yield { node, entering: false };
      if (node === root) return;
      if (node.nextSibling) {
        node = node.nextSibling;
        break;
      }
      node = node.parentNode;
    }
  }
}
