import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { shallowMarkdown } from "#lib/domain/shallow-markdown.ts";
import { evenHeadings } from "./even-headings.ts";
import { safeLink } from "./safe-link.ts";
import { shallowPhrases } from "./shallow-phrases.ts";

/**
 * Text of a document or an output comes from files, tools and models, so it may show itself and no more: raw HTML is left as
 * text, images are named and not loaded (a remote one would tell its server who reads), links go out over http(s) or mail.
 */
const COMPONENTS: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} rel="noopener noreferrer nofollow" target="_blank" className="text-accent underline">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt }) => <span className="text-muted">[Image: {alt || "without a description"}]</span>,
  h1: ({ children }) => (
    <h2 className="mt-6 mb-2 text-xl font-semibold tracking-tight first:mt-0">{children}</h2>
  ),
  h2: ({ children }) => <h3 className="mt-6 mb-2 border-b pb-1 text-lg font-semibold">{children}</h3>,
  h3: ({ children }) => <h4 className="mt-4 mb-1 font-semibold">{children}</h4>,
  h4: ({ children }) => <h5 className="mt-3 mb-1 font-semibold text-muted">{children}</h5>,
  h5: ({ children }) => <h6 className="mt-3 mb-1 font-semibold text-muted">{children}</h6>,
  p: ({ children }) => <p className="my-2 max-w-prose">{children}</p>,
  ul: ({ children }) => <ul className="my-2 max-w-prose list-disc space-y-0.5 pl-5">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="my-2 max-w-prose list-decimal space-y-0.5 pl-5">
      {children}
    </ol>
  ),
  blockquote: ({ children }) => (
    <blockquote className="my-2 max-w-prose border-l-2 border-line-strong pl-3 text-muted">
      {children}
    </blockquote>
  ),
  hr: () => <hr className="my-4" />,
  code: ({ children }) => <code className="rounded-sm bg-well px-1 font-mono text-[0.92em]">{children}</code>,
  pre: ({ children }) => (
    // Focusable, so that the keyboard can scroll what is too wide.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre tabIndex={0} className="my-2 overflow-x-auto rounded-md bg-well p-3">
      {children}
    </pre>
  ),
  table: ({ children }) => (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} role="group" aria-label="Table" className="my-3 overflow-x-auto">
      <table className="border-collapse text-left">{children}</table>
    </div>
  ),
  th: ({ children, style }) => (
    <th style={style} className="border-b border-line-strong px-2.5 py-1.5 align-bottom font-semibold">
      {children}
    </th>
  ),
  td: ({ children, style }) => (
    <td style={style} className="border-b px-2.5 py-1.5 align-top tabular-nums">
      {children}
    </td>
  ),
  input: ({ checked }) => <span aria-label={checked ? "done" : "open"}>{checked ? "☑" : "☐"}</span>,
};

/** Markdown, rendered safely. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="text-base wrap-break-word">
      <ReactMarkdown
        remarkPlugins={[remarkGfm, shallowPhrases, evenHeadings]}
        urlTransform={safeLink}
        components={COMPONENTS}
      >
        {shallowMarkdown(text)}
      </ReactMarkdown>
    </div>
  );
}
