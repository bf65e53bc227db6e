import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const File = z.array(z.base64());

/**
 * The 515 strings of the "Big List of Naughty Strings" (Max Woolf, MIT, see LICENSE beside this file), as of April 2021: markup,
 * scripts, quotes, numbers, paths, right-to-left text, invisible and combining characters, emoji and more. They are kept as base64, so that no
 * editor or filter changes them.
 */
export const NAUGHTY_STRINGS: readonly string[] = File.parse(
  JSON.parse(readFileSync(path.join(import.meta.dirname, "strings.json"), "utf8")),
).map((text) => Buffer.from(text, "base64").toString("utf8"));
