import { StepId } from "#lib/domain/ids.ts";
import type { Argument, OutputPath, Reference } from "#lib/domain/step.ts";

/**
 * Templates as text that a person edits: a reference is `{{step-id.key[0]["odd key"]}}`, and two braces that are meant as
 * they stand are `{{'{{'}}`.
 */
const LITERAL_BRACES = "{{'{{'}}";

/** A reference as it stands in a template's text, without the braces: `keywords.keywords[0].keyword`. */
export function referenceText({ ref, path }: Reference): string {
  return ref + path.map(segmentText).join("");
}

function segmentText(segment: string | number): string {
  if (typeof segment === "number") return `[${segment}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}

/** An argument that a text field can show, as its text; null when it needs another control. */
export function toTemplateText(argument: Argument | undefined): string | null {
  if (argument === undefined) return "";
  switch (argument.kind) {
    case "literal":
      return typeof argument.value === "string" ? escapeBraces(argument.value) : null;
    case "ref":
      return `{{${referenceText(argument)}}}`;
    case "template":
      return argument.parts
        .map((part) => (typeof part === "string" ? escapeBraces(part) : `{{${referenceText(part)}}}`))
        .join("");
    default:
      return null;
  }
}

function escapeBraces(text: string): string {
  return text.replaceAll("{{", LITERAL_BRACES);
}

/**
 * The argument that a text means: a plain text, a single reference, or a template of both. Braces around something that is
 * not a reference stay text.
 */
export function fromTemplateText(text: string): Argument {
  const parts = splitParts(text);
  const [only] = parts;
  if (parts.length === 0) return { kind: "literal", value: "" };
  if (parts.length === 1 && only !== undefined) {
    return typeof only === "string" ? { kind: "literal", value: only } : { kind: "ref", ...only };
  }
  return { kind: "template", parts };
}

function splitParts(text: string): (string | Reference)[] {
  const parts: (string | Reference)[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    if (text.startsWith(LITERAL_BRACES, at)) {
      plain += "{{";
      at += LITERAL_BRACES.length;
      continue;
    }
    const found = text.startsWith("{{", at) ? readReference(text, at + 2) : null;
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) parts.push(plain);
    plain = "";
    parts.push(found.reference);
    at = found.end;
  }
  if (plain) parts.push(plain);
  return parts;
}

const STEP = /[a-z0-9][a-z0-9_-]*/y;
const SEGMENT = /\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** Reads a reference from just behind its opening braces; null when there is none. */
function readReference(text: string, start: number): { reference: Reference; end: number } | null {
  STEP.lastIndex = start;
  const ref = StepId.safeParse(STEP.exec(text)?.[0]);
  if (!ref.success) return null;
  const path: OutputPath = [];
  let at = start + ref.data.length;
  for (;;) {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(text);
    if (!match) break;
    const segment = readSegment(match);
    if (segment === null) return null;
    path.push(segment);
    at += match[0].length;
  }
  return text.startsWith("}}", at) ? { reference: { ref: ref.data, path }, end: at + 2 } : null;
}

function readSegment([, name, index, quoted]: RegExpExecArray): string | number | null {
  if (name !== undefined) return name;
  if (index !== undefined) return Number(index);
  try {
    return String(JSON.parse(quoted ?? ""));
  } catch {
    return null;
  }
}
