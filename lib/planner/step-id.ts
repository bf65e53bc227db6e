import type { StepId } from "#lib/domain/ids.ts";

/** A readable id of letters, digits and dashes, made of a title and unlike the ones taken, to which it is added. */
export function idOf(title: string, taken: Set<string>): StepId {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  const base = plain === "" ? "step" : plain;
  let id = base;
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`;
  taken.add(id);
  return id;
}
