import fc from "fast-check";
import { expect, test } from "vitest";
import { unsafeInSvg } from "./check-svg.ts";

const picture = (inner: string, attributes = "") => `<svg class="marks"${attributes}>${inner}</svg>`;

test("shapes, texts and references within the picture are safe", () => {
  for (const inner of [
    "",
    '<g transform="translate(1,2)"><path d="M0,0h1v1Z" fill="#fff"/></g>',
    "<text font-size=\"10px\">a &lt;b&gt; &amp; c: 'd' (e) javascript:x</text>",
    '<defs><linearGradient id="g_0"><stop offset="0" stop-color="red"/></linearGradient></defs><path fill="url(#g_0)"/>',
    '<g clip-path="url(#clip0)" aria-label="see https://example.org/, @me"><rect width="1"/></g>',
    '<text style="mix-blend-mode: multiply">x</text>',
  ]) {
    expect(unsafeInSvg(picture(inner))).toBeNull();
  }
});

test.each([
  "<script>alert(1)</script>",
  "<SCRIPT>alert(1)</SCRIPT>",
  '<g onload="alert(1)"/>',
  '<g ONLOAD="alert(1)"/>',
  '<a href="https://evil.example/"><text>x</text></a>',
  '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
  '<image href="https://evil.example/x.png"/>',
  '<use href="#a"/>',
  '<use xlink:href="https://evil.example/x.svg#a"/>',
  "<foreignObject><body/></foreignObject>",
  "<style>@import url(https://evil.example/x.css)</style>",
  '<animate attributeName="href" to="javascript:alert(1)"/>',
  '<set attributeName="onload" to="alert(1)"/>',
  '<rect fill="url(https://evil.example/x)"/>',
  '<rect fill="url(&quot;https://evil.example/x&quot;)"/>',
  '<rect fill="u&#x72;l(https://evil.example/x)"/>',
  '<rect fill="u&#114;l(//evil.example/x)"/>',
  "<rect style=\"background: image-set('x.png' 1x)\"/>",
  '<rect style="width: expression(alert(1))"/>',
  '<rect style="background: u\\72 l(x)"/>',
  '<rect filter="url(#a)"/>',
  '<path d="M0" xmlns="http://www.w3.org/1999/xhtml"/>',
  "<rect fill='red'/>",
  "<rect fill=red/>",
  '<rect fill="a<b"/>',
  "<!-- x -->",
  "<![CDATA[<script>]]>",
  "<?xml-stylesheet href='x'?>",
  "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
  "<",
  "<x:script>1</x:script>",
])("%s is not", (inner) => {
  expect(unsafeInSvg(picture(inner))).not.toBeNull();
});

test("what is no picture as a whole is not", () => {
  for (const text of [
    "",
    "<svg >",
    "x<svg ></svg>",
    "<svg ></svg>x",
    "<html><svg ></svg></html>",
    "<svg/>",
  ]) {
    expect(unsafeInSvg(text)).not.toBeNull();
  }
});

test("a text of any kind is answered in time, and never safe with a tag of its own choosing", () => {
  const piece = fc.constantFrom(
    "<",
    ">",
    "script",
    '"',
    "'",
    "=",
    " ",
    "svg",
    "/",
    "on",
    "&#",
    "url(",
    "-->",
    "<!--",
    "a",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const svg = picture(pieces.join(""));
      if (unsafeInSvg(svg) === null)
        expect(svg.replace(/^<svg [^>]*>|<\/svg>/g, "")).not.toMatch(/<(?!\/?(svg|a)?[\s>/])\w/);
    }),
  );
  expect(unsafeInSvg(picture(`<g ${'a="" '.repeat(50_000)}`))).not.toBeNull();
  expect(unsafeInSvg(picture("<".repeat(100_000)))).not.toBeNull();
});
