import { expandContractions } from "./finite.ts";
import type { Joint, Part, SubPart } from "./parts.ts";
import { splitMain } from "./split-main.ts";
import { startsOrder } from "./starts.ts";

const none = (): Joint => ({ comma: false, and: false, but: false });

const SOURCE =
  /^(?:(?:also|still|again)\s+)?(?:with|from|using|out of|based on|for(?=\s+(?:those|these|each|any|the ones)\b))\s+(?!(?:an?|no|the help)\s)(.+)$/is;
/** "With the drawings frozen, order the mould": what it is done with comes before. */
function withSources(parts: Part[]): void {
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    const source = part?.kind === "main" ? SOURCE.exec(part.text)?.[1] : undefined;
    if (part?.kind !== "main" || source === undefined) continue;
    const sub = (text: string): SubPart => ({
      comma: part.comma,
      and: part.and,
      but: part.but,
      kind: "sub",
      relation: "after",
      mark: "with",
      texts: [text],
      orders: part.orders,
      leads: true,
    });
    const next = parts[at + 1];
    const cut = splitMain(source, true);
    if (next?.kind === "main" && next.comma && !next.and && next.orders.length === 0) parts[at] = sub(source);
    else if (cut !== null)
      parts.splice(at, 1, sub(cut.sub), {
        ...none(),
        comma: true,
        kind: "main",
        text: cut.main,
        orders: [],
        trailing: part.trailing,
        serial: part.serial,
      });
  }
}

const FREE =
  /\b(?:(?:do|does|need|have|has|is|are|did)(?: not|n't) (?:have to |need to |to )?(?:wait|depend|need|require)\b|not dependent|independent|nothing to do with|depends? on nothing|no dependenc|no need to wait|unrelated|neither depends)/i;
/** "..., and write to the parents - that letter does not have to wait": a remark on where the part before stands. */
function withRemarks(parts: Part[]): void {
  for (let at = parts.length - 1; at > 0; at--) {
    const [part, previous] = [parts[at], parts[at - 1]];
    if (
      part?.kind !== "main" ||
      previous?.kind !== "main" ||
      !FREE.test(expandContractions(part.text)) ||
      startsOrder(part.text)
    )
      continue;
    if (!/^(?:neither|none|both|these|those|they)\b/i.test(part.text)) previous.trailing.push("free");
    parts.splice(at, 1);
  }
}

/** Says of each subordinate part whether it is about the main part behind it, and cuts off a main part that follows without a comma. */
export function placeSubs(parts: Part[]): void {
  withRemarks(parts);
  withSources(parts);
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    if (part?.kind !== "sub") continue;
    const next = parts.slice(at + 1).find((one) => one.kind === "main");
    const inner = part.texts.slice(0, -1).findIndex((text) => splitMain(text) !== null);
    if (inner >= 0 && at === 0 && !parts.some((one) => one.kind === "main")) {
      // "Before it is switched on it has to be inspected, and the relays have to be tested": the conjuncts are what is done.
      const rest = part.texts.splice(inner + 1).map((text): Part => ({
        ...none(),
        comma: true,
        and: true,
        kind: "main",
        text,
        orders: [],
        trailing: [],
        serial: false,
      }));
      parts.splice(at + 1, 0, ...rest);
    }
    const last = part.texts.length - 1;
    const cut = splitMain(part.texts[last] ?? "", part.mark === "with");
    const previous = parts[at - 1];
    const follows =
      next !== undefined &&
      (next.comma || !next.and || part.and) &&
      !(next.and && next.comma && !part.and && previous !== undefined);
    if (
      cut !== null &&
      !(
        next !== undefined &&
        next.comma &&
        !next.and &&
        previous === undefined &&
        startsOrder(next.text) &&
        !startsOrder(cut.main)
      )
    ) {
      part.texts[last] = cut.sub;
      part.leads = true;
      parts.splice(at + 1, 0, {
        ...none(),
        kind: "main",
        text: cut.main,
        orders: [],
        trailing: [],
        serial: false,
      });
      continue;
    }
    const hasMain = parts.slice(0, at).some((one) => one.kind === "main");
    part.leads =
      !hasMain ||
      ((part.comma || part.and) && follows && !(part.relation === "if" && next?.orders.includes("else")));
  }
}
