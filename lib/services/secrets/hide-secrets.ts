import type { Db } from "#lib/db/client.ts";
import type { Json } from "#lib/domain/json.ts";
import { findValues, withoutValues } from "#lib/domain/secret-text.ts";
import type { OutputFileContent } from "#lib/tools/contract.ts";
import { hideInFile } from "./hide-in-file.ts";
import { besideOf, hideInJson } from "./hide-in-json.ts";
import { hideInPage } from "./hide-in-page.ts";
import { hideInRecord } from "./hide-in-record.ts";
import { openSecrets } from "./stored-secrets.ts";

/**
 * Takes the values of a workspace's secrets out of one of our records: out of all texts that people, models and tools wrote, of what tools
 * gave and were given also out of numbers and names of fields (hideInRecord).
 */
export type HideSecrets = {
  <T>(value: T): T;
  /** Out of the JSON text of what a tool gave, which may be too large to be held, piece by piece. */
  json: (texts: AsyncIterable<string>) => AsyncIterable<string>;
  /** Out of a page of such a text (hideInPage), with at most `beside` of what stands before and behind it; 0: there are no values. */
  page: (page: string, beside: { before: string; behind: string }) => string;
  /** Out of a file, its name too, a part of its content at a time (hideInFile). */
  file: (file: OutputFileContent) => Promise<OutputFileContent>;
  beside: number;
};

/**
 * What leaves a workspace, as a file or by a link, goes through this. What steps gave was looked through when it was kept; but a person may
 * have written a value into a plan, and what was kept before it was stored as a secret was not looked through for it.
 */
export async function secretsHider(db: Db, workspaceId: string): Promise<HideSecrets> {
  const secrets = await openSecrets(db, workspaceId);
  const values = secrets.flatMap(({ value }) => value ?? []);
  const hide = <T>(value: T): T => {
    if (values.length === 0 || findValues(JSON.stringify(value), values).length === 0) return value;
    // A value of JSON with other texts has the same shape.
    return hideInRecord(value as Json, (text) => withoutValues(text, values)) as T;
  };
  const json = (texts: AsyncIterable<string>) => (values.length === 0 ? texts : hideInJson(texts, values));
  const page = (text: string, around: { before: string; behind: string }) => hideInPage(text, around, values);
  const file = async (given: OutputFileContent) => {
    if (values.length === 0) return given;
    const { name, mediaType } = given;
    return { ...(await hideInFile(given, values)), ...hide({ name, mediaType }) };
  };
  return Object.assign(hide, { json, page, file, beside: values.length === 0 ? 0 : besideOf(values) });
}
