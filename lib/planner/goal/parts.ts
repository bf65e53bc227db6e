import { markAt } from "./connectives.ts";
import type { Mark, Order, Relation } from "./connectives.ts";
import { expandContractions, isAuxiliary, readFinite } from "./finite.ts";
import { startsOrder, startsParticiple, startsStatement } from "./starts.ts";
import { endsInSubject, isBareNoun, isPassiveRest, tokensOf } from "./part-tokens.ts";
import type { Token } from "./part-tokens.ts";
import { placeSubs } from "./sub-places.ts";
import { splitMain } from "./split-main.ts";
import { isActionVerb, isSingular, leadingVerb } from "./verbs.ts";

/** How a part is joined to the one before it. */
export type Joint = { comma: boolean; and: boolean; but: boolean };
/** One thing to do or one statement, with the words of order around it. */
export type MainPart = Joint & {
  kind: "main";
  text: string;
  orders: Order[];
  trailing: Order[];
  serial: boolean;
};
/** A part that says when or if: "once the paint is dry". `texts` has one entry for each of its conjuncts. */
export type SubPart = Joint & {
  kind: "sub";
  relation: Relation;
  mark: string;
  texts: string[];
  orders: Order[];
  /** It stands before the main part that it is about. */
  leads: boolean;
};
export type Part = MainPart | SubPart;

/** A sentence of more parts is no sentence; what comes after them is not read. */
const MOST_PARTS = 220;
const CONJUNCTION = /^(?:and|&|plus|but|yet|so|or|either|nor|\+)$/;

/** Takes a sentence apart at its connectives, and at those commas and conjunctions behind which something new is said. */
export function readParts(sentence: string): Part[] {
  const parts = new Splitter(sentence).parts();
  placeSubs(parts);
  return parts;
}

const none = (): Joint => ({ comma: false, and: false, but: false });

class Splitter {
  private readonly sentence: string;
  private readonly tokens: Token[];
  private readonly lower: string[];
  private readonly found: Part[] = [];
  private current: Part | null = null;
  private joint: Joint = none();
  private so = false;
  private between = "";
  private marks: Mark[] = [];
  /** The marks at hand stand right behind the current part: "A and B in parallel". */
  private trails = false;

  constructor(sentence: string) {
    this.sentence = sentence;
    this.tokens = tokensOf(sentence);
    this.lower = this.tokens.map(({ text }) => text.toLowerCase().replaceAll("’", "'"));
  }

  parts(): Part[] {
    for (let at = 0; at < this.tokens.length && this.found.length < MOST_PARTS; at++) at = this.step(at);
    this.settleTrailing(true);
    return this.found;
  }

  /** Reads the token at a place. @returns the place of the last token that it took */
  private step(at: number): number {
    const word = this.lower[at] ?? "";
    const token = this.tokens[at];
    if (token === undefined) return at;
    if (/^(?:[,:–—]|-)$/.test(word)) {
      this.settleTrailing(false);
      this.joint.comma = true;
      this.between += word === "," ? "," : ` ${token.text}`;
      return at;
    }
    const opens = this.current === null || this.isPending || this.marks.length > 0;
    const aside = this.asideEnd(at);
    if (aside > at) {
      this.joint = { ...this.joint, comma: this.tokens[aside] !== undefined };
      this.between = "";
      return aside;
    }
    const found = markAt(this.lower, at, opens);
    if (found !== null) {
      const { mark, length } = found;
      const inVerb =
        !this.isPending &&
        this.marks.length === 0 &&
        mark.kind === "order" &&
        this.current?.kind === "main" &&
        (endsInSubject(this.current.text) ||
          (isBareNoun(this.current.text) && this.goesOnFinite(at + length)));
      if (inVerb && mark.kind === "order" && this.current?.kind === "main") {
        // "Dashboards can then be built": the word of order stands inside of the verb.
        if (/\b(?:by|with)$/.test(mark.words)) this.current.text = "";
        this.current.orders.push(mark.order);
        return at + length - 1;
      }
      if (this.marks.length === 0) this.trails = this.current !== null && !this.isPending && word !== "and";
      else if (this.trails && mark.kind === "sub") this.settleTrailing(true);
      this.marks.push(mark);
      return at + length - 1;
    }
    if (CONJUNCTION.test(word) && at < this.tokens.length - 1) {
      this.settleTrailing(false);
      // "So that", "if so": no conjunction.
      if (word === "so" && (this.lower[at + 1] === "that" || this.marks.at(-1)?.kind === "sub")) {
        this.word(at, token);
        return at;
      }
      if (word !== "so" && word !== "either") this.joint.and = true;
      if (word === "but" || word === "yet") this.joint.but = true;
      if (word === "so") this.so = true;
      this.between += ` ${token.text}`;
      return at;
    }
    this.word(at, token);
    return at;
  }

  /** The place of the comma behind "who is blind" in "ask Lena, who is blind, to try it"; -1 where no such aside begins. */
  private asideEnd(at: number): number {
    if (
      !this.joint.comma ||
      this.current === null ||
      this.marks.length > 0 ||
      !/^(?:who|which|whose|whom|where)$/.test(this.lower[at] ?? "")
    )
      return -1;
    // "..., which should be downloaded first" says something to do.
    if (
      this.lower[at] === "which" &&
      /^(?:should|must|has|have|needs?|ought|can|then|in|is)$/.test(this.lower[at + 1] ?? "")
    )
      return -1;
    let to = at;
    while (to < this.tokens.length && !/^[,–—]$/.test(this.lower[to] ?? "")) to++;
    return to;
  }

  private get isPending(): boolean {
    return this.joint.comma || this.joint.and || this.so;
  }

  /** True when a finite verb stands here: "the mix [then] goes to the broadcaster". */
  private goesOnFinite(at: number): boolean {
    const word = this.lower[at] ?? "";
    return (
      isAuxiliary(word) ||
      (/[^s]s$/.test(word) && readFinite(`it ${this.stretch(at, false)}`)?.voice === "active")
    );
  }

  /** Words of order behind a part belong to it: "check both at the same time, then ...". */
  private settleTrailing(last: boolean): void {
    if (this.marks.length === 0 || !(this.trails || last)) return;
    const main =
      this.current?.kind === "main" ? this.current : this.found.findLast((part) => part.kind === "main");
    for (const mark of this.marks) {
      if (mark.kind === "order") main?.trailing.push(mark.order);
      // "Print the badges alongside": a connective that nothing follows.
      if (mark.kind === "sub" && mark.relation === "beside") main?.trailing.push("beside");
      if (mark.kind === "sub" && (mark.relation === "after" || mark.relation === "before"))
        main?.trailing.push(mark.relation === "after" ? "then" : "start");
      if (mark.kind === "serial" && main !== undefined) main.serial = true;
    }
    this.marks = [];
    this.trails = false;
  }

  private word(at: number, token: Token): void {
    const { current } = this;
    if (this.marks.length > 0) {
      const only = this.marks.every(({ kind }) => kind !== "sub");
      const text = this.sentence.slice(token.start);
      // "Built in parallel against the spec": what follows goes on what stands before.
      if (
        this.trails &&
        only &&
        current?.kind === "main" &&
        /^(?:in|on|at|against|with|for|by|to|from|using|under|of|into)\s/i.test(text)
      ) {
        this.settleTrailing(true);
        this.append(token);
        return;
      }
      if (
        this.trails &&
        only &&
        current?.kind === "main" &&
        this.marks.some((mark) => mark.kind === "order" && mark.order !== "then") &&
        !this.begins(at)
      ) {
        this.settleTrailing(true);
        this.append(token);
        return;
      }
      this.open(at, token);
      return;
    }
    if (current === null) this.open(at, token);
    else if (this.isPending && this.begins(at)) this.open(at, token);
    else this.append(token);
  }

  private open(at: number, token: Token): void {
    const sub = this.marks.find((mark) => mark.kind === "sub");
    const orders = this.marks.flatMap((mark) => (mark.kind === "order" ? [mark.order] : []));
    const serial = this.marks.some(({ kind }) => kind === "serial");
    const joint = { ...this.joint, and: this.joint.and };
    const next: Part =
      sub?.kind === "sub"
        ? {
            ...joint,
            kind: "sub",
            relation: sub.relation,
            mark: sub.words,
            texts: [token.text],
            orders,
            leads: false,
          }
        : { ...joint, kind: "main", text: token.text, orders, trailing: [], serial };
    const { current } = this;
    const conjunct =
      sub === undefined &&
      current?.kind === "sub" &&
      orders.length === 0 &&
      this.joint.and &&
      !this.startsMain(at, current);
    if (conjunct && current.kind === "sub") {
      // "Once schedule, locations and lead are fixed" has one verb for all of them.
      if (
        readFinite(expandContractions(current.texts.at(-1) ?? "")) === null &&
        !/^\p{L}+ing\b/iu.test(current.texts.at(-1) ?? "")
      )
        this.append(token);
      else {
        this.clear();
        current.texts.push(token.text);
      }
      return;
    }
    this.clear();
    this.found.push(next);
    this.current = next;
  }

  private clear(): void {
    [this.joint, this.between, this.marks, this.trails, this.so] = [none(), "", [], false, false];
  }

  private append(token: Token): void {
    const joined = `${this.between} ${token.text}`;
    if (this.current?.kind === "main") this.current.text = `${this.current.text}${joined}`.trim();
    else if (this.current?.kind === "sub") {
      const last = this.current.texts.length - 1;
      this.current.texts[last] = `${this.current.texts[last] ?? ""}${joined}`.trim();
    }
    this.clear();
  }

  /** The words from a place to the next comma or connective. */
  private stretch(at: number, throughAnd: boolean): string {
    let to = at;
    while (to < this.tokens.length) {
      const word = this.lower[to] ?? "";
      if (/^(?:[,:–—]|-)$/.test(word)) break;
      if (to > at && CONJUNCTION.test(word) && (!throughAnd || this.newAfter(to + 1))) break;
      if (to > at && markAt(this.lower, to, false) !== null) break;
      to++;
    }
    return this.sentence.slice(this.tokens[at]?.start ?? 0, this.tokens[to - 1]?.end ?? 0);
  }

  private newAfter(at: number): boolean {
    return startsOrder(this.stretch(at, false)) || markAt(this.lower, at, true) !== null;
  }

  /** True when something new is said from here on, so that it is no part of what stands before the comma or "and". */
  private begins(at: number): boolean {
    const { current } = this;
    if (current === null) return true;
    const short = this.stretch(at, false);
    const long = this.stretch(at, true);
    if (this.so) return true;
    // "Dashboards and alert rules can be built": one subject.
    if (
      current.kind === "main" &&
      this.joint.and &&
      !this.joint.but &&
      isBareNoun(current.text) &&
      current.orders.length + current.trailing.length === 0 &&
      !startsOrder(short)
    )
      return false;
    if (current.kind === "sub")
      return this.startsMain(at, current) || (this.joint.and && startsStatement(long));
    if (/^(?:who|which|whose|whom|where)\b/i.test(short)) return false;
    if (/^to\s/i.test(short) && !this.joint.and) return false;
    // "The weight and balance", "picture and sound together": a noun, though it could be a verb.
    const word = (short.split(/\s+/)[0] ?? "").toLowerCase();
    if (
      this.joint.and &&
      !this.joint.comma &&
      /^\S+(?:\s+together)?$/.test(short.trim()) &&
      startsOrder(current.text) &&
      /\s/.test(current.text) &&
      isSingular(word) &&
      !isActionVerb(word)
    )
      return false;
    if (startsOrder(short)) return true;
    if (/^(?:please|pls|kindly|let's|let us|do not|don't|never|also|still)\b/i.test(short)) return true;
    if (
      current.kind === "main" &&
      this.joint.and &&
      /^\p{L}+ing\s+\S/iu.test(short) &&
      /^\p{L}+ing\s/iu.test(current.text) &&
      leadingVerb(short) !== null
    )
      return true;
    const passive =
      readFinite(expandContractions(current.text.slice(0, 900)))?.voice === "passive" ||
      isPassiveRest(current, this.found);
    if (passive && startsParticiple(short)) return true;
    if (passive && /\s\p{L}+(?:ed|en|wn)$/u.test(short) && leadingVerb(short) === null) return true;
    // "Have the machine serviced and all nurses redo the course": "have" is said of both.
    const had = current.kind === "main" && /^(?:please\s+)?have\s/i.test(current.text);
    if (
      had &&
      this.joint.and &&
      !this.joint.comma &&
      !/\b(?:is|are|has|must|should|will|can|may)\b/i.test(long)
    )
      return false;
    return startsStatement(long) || (/^(?:from|with|using|out of)\s/i.test(short) && this.sourceLeads(at));
  }

  /** True for "from these and the footage the film is cut": what it is made of, then what is made. */
  private sourceLeads(at: number): boolean {
    return (
      splitMain(this.stretch(at, true).replace(/^\S+\s/, ""), true) !== null ||
      startsOrder(this.afterComma(at))
    );
  }

  private afterComma(at: number): string {
    let to = at;
    while (to < this.tokens.length && this.lower[to] !== ",") to++;
    return to + 1 < this.tokens.length ? this.stretch(to + 1, false) : "";
  }

  private startsMain(at: number, sub: SubPart): boolean {
    const short = this.stretch(at, false);
    const long = this.stretch(at, true);
    const text = sub.texts.at(-1) ?? "";
    const finite = readFinite(expandContractions(text)) !== null;
    const complete =
      finite ||
      /^(?:after|before|following|upon|prior to|ahead of|pending|during|with|alongside|based on|in|at)\b/.test(
        sub.mark,
      ) ||
      (!/\s/.test(text.trim()) &&
        (startsParticiple(text) || /^(?:done|ready|clear|so|not|yes|no)$/i.test(text.trim()))) ||
      startsOrder(short);
    if (/^(?:please|pls|kindly|let's|let us|do not|don't|never)\b/i.test(short)) return true;
    if (startsOrder(short))
      return this.joint.comma || (this.joint.and && (finite || !/ing\b/.test(text.split(" ")[0] ?? "")));
    const main = this.found.findLast((part) => part.kind === "main");
    const passive = main?.kind === "main" && readFinite(expandContractions(main.text))?.voice === "passive";
    if (passive && startsParticiple(short)) return true;
    if (!complete) return false;
    if (this.joint.and) return false;
    if (startsStatement(long)) return this.joint.comma;
    if (startsParticiple(short) && this.joint.comma && this.found.some((part) => part.kind === "main"))
      return true;
    // "After the tender, the scanning": a noun is what is done when nothing else follows that could be.
    return this.joint.comma && this.found.every((part) => part.kind === "sub") && !this.laterMain(at);
  }

  /** True when a main part begins later in the sentence. */
  private laterMain(at: number): boolean {
    for (let to = at + 1; to < this.tokens.length; to++) {
      if (
        /^[,–—]$/.test(this.lower[to - 1] ?? "") &&
        (startsOrder(this.stretch(to, false)) || startsStatement(this.stretch(to, true)))
      )
        return true;
    }
    return false;
  }
}
