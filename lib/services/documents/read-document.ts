import type { z } from "zod";
import { MOST_IMPORT_BYTES } from "#lib/domain/document.ts";
import { DomainError, parseInput, type Issue } from "#lib/domain/errors.ts";
import { jsonFault } from "#lib/domain/json-fault.ts";

/**
 * Reads a file that Planwright exported, here or elsewhere. It is not trusted.
 * @param kind.what what it should be, for messages: "playbook"
 * @param kind.check what no schema can say, each issue with its place in the document
 * @throws DomainError `invalid`, each issue with its place in the document after "text"
 */
export function readDocument<S extends z.ZodType>(
  text: string,
  { what, schema, check }: { what: string; schema: S; check: (document: z.output<S>) => readonly Issue[] },
): z.output<S> {
  if (Buffer.byteLength(text) > MOST_IMPORT_BYTES)
    throw documentFault("", `The document is larger than 2 MB. A ${what} can have 2 MB at most.`);
  let raw: unknown;
  try {
    // Editors of some systems put a mark before the text.
    raw = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    const at = jsonFault(text.replace(/^\ufeff/, ""));
    const where = at ? ` from line ${at.line}, column ${at.column} on` : "";
    throw documentFault("", `This is not JSON${where}. Choose a file that Planwright exported.`);
  }
  const document = withPlaces(what, () => parseInput(schema, raw));
  const issues = check(document);
  if (issues.length > 0) throw malformed(what, issues);
  return document;
}

/** A fault of a document, at a part of it ("" for the whole). */
export function documentFault(place: string, message: string): DomainError {
  return malformed("document", [{ path: place === "" ? [] : [place], message }]);
}

function withPlaces<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const whole = [{ path: [], message: error.message }];
    throw malformed(what, error.issues.length > 0 ? error.issues : whole);
  }
}

/** The issues with their places said in the messages too: people see the text of a document, not its paths. */
function malformed(what: string, issues: readonly Issue[]): DomainError {
  const told = issues.slice(0, 20).map(({ path, message }) => ({
    path: ["text", ...path],
    message: path.length === 0 ? message : `At ${path.join(".").slice(0, 300)}: ${message}`,
  }));
  return new DomainError("invalid", told[0]?.message ?? `This is not a ${what}.`, { issues: told });
}
