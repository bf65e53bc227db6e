import { actionsOf, bare, mask, unmask } from "./fragments.ts";
import { readListSteps } from "./list-steps.ts";
import { StepGraph } from "./step-graph.ts";
import type { StepOutline } from "./step-graph.ts";
import { leadingVerb, namesAction } from "./words.ts";

type Order = "start" | "then" | "beside" | "last" | "none";
type Segment = { order: Order; text: string; apart: boolean };

// What joins the parts of a sentence in time. The longest alternatives stand first.
const CONNECTIVES: readonly [Order, RegExp][] = [
  [
    "last",
    /[,;]?\s*\b(?:and\s+)?(?:finally|lastly|at last|in the end|to finish|last of all|as a last step)\b[,:]?\s*/giu,
  ],
  [
    "then",
    /[,;]?\s*\b(?:and\s+)?(?:then|after (?:that|this|which)|afterwards?|subsequently|thereafter|followed by|(?:second|third|fourth)ly)\b[,:]?\s*|(?:^|[,;]\s*)(?:and\s+)?next\b[,:]?\s+(?!quarter|month|week|year|\d)/giu,
  ],
  [
    "beside",
    /[,;]?\s*\b(?:and\s+)?(?:meanwhile|in the meantime|at the same time|simultaneously|concurrently|in parallel(?: (?:with|to)(?: (?:that|this))?)?)\b[,:]?\s*|,?\s+while\s+(?=\p{L}+ing\b)/giu,
  ],
  [
    "start",
    /(?:^|[,;:–—-]\s*)(?:first(?: of all)?(?:,|\b(?=\s+\p{L}))|firstly|to (?:start|begin)(?: with)?|(?:start|begin)(?:ning|ing)? (?:by|with)|initially)\b[,:]?\s*/giu,
  ],
];
const NO_STEPS = /\b(?:how to|if)\b/i;
const AIM_VERBS =
  /^(?:create|plan|prepare|build|launch|develop|generate|organi[sz]e|make|produce|design|get|put together|set up|run|host|deliver|help)\b/i;
const BACK =
  /^(?:(?:all|both|each) of\s+)?(?:that|this|it|these|those|they|both|all|everything|all steps|we (?:have|know|are|get)\b.*)$/i;
const POINTS_BACK = /\b(?:it|its|them|their)\b/i;
const DONE =
  /\s+(?:is|are|has been|have been|was|were|gets?)\s+(?:all\s+)?(?:done|complete[d]?|finished|ready|approved|over|in place|written|known|available|signed(?: off)?|confirmed|booked|set)\b.*$/i;

/**
 * The steps that a goal spells out, in order of mention, with exact dependencies; empty when it spells out none.
 * What stands before the first ordered part (the overall aim) is no step; nor are limits, dates and the audience.
 * @param spans where dates and amounts stand, so that they are never taken apart
 */
export function readExplicitSteps(
  text: string,
  spans: readonly { start: number; end: number }[],
): StepOutline {
  const none: StepOutline = { steps: [], dependencies: [] };
  const masked = mask(text, spans);
  const list = readListSteps(masked);
  if (list !== null) return list;
  const sentences = masked
    .split(/(?<=[.!?])\s+|\n+|;\s+(?!then|finally|meanwhile|after|next)/i)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "")
    .map((sentence) => ({ sentence: withoutAim(sentence), segments: segmentsOf(withoutAim(sentence)) }));
  const ordered = (segments: Segment[]) =>
    segments.some((one) => one.order !== "none" || subordinate(one.text) !== null);
  const opening = sentences.findIndex(({ segments }) => segments.some((one) => one.order === "start"));
  const first = opening >= 0 ? opening : sentences.findIndex(({ segments }) => ordered(segments));
  if (first < 0) return none;
  const reader = new Reader();
  sentences.forEach(({ segments, sentence }, index) => {
    const lead = index < first && (opening >= 0 || AIM_VERBS.test(bare(sentence)));
    if (lead || NO_STEPS.test(sentence.slice(0, 40)) || !isRequest(segments)) return;
    const start = segments.findIndex((one) => one.order === "start");
    reader.read(start > 0 && reader.empty ? segments.slice(start) : segments);
  });
  return reader.outline();
}

/** Reads segments in order, keeping the stage at hand: what is being done together, and what came right before it. */
class Reader {
  private readonly graph = new StepGraph();
  private before: number[] = [];
  private current: number[] = [];

  get empty(): boolean {
    return this.graph.steps.length === 0;
  }

  outline(): StepOutline {
    return this.graph.steps.length >= 2 ? this.graph.outline() : { steps: [], dependencies: [] };
  }

  read(segments: Segment[]): void {
    let waiting: Order = "none";
    for (const { order, text, apart } of segments) {
      const strongest: Order =
        order === "none" || (order === "beside" && waiting !== "none") ? waiting : order;
      if (bare(text) === "" && subordinate(text) === null) {
        waiting = strongest;
        continue;
      }
      waiting = "none";
      this.segment(strongest === "none" ? order : strongest, text, apart);
    }
  }

  private segment(order: Order, text: string, apart: boolean): void {
    const clause = subordinate(text);
    if (clause === null) return this.place(order, this.steps(text, apart));
    const back = BACK.test(clause.other);
    const mentioned = back ? null : this.mentioned(clause.other);
    const known = mentioned !== null && mentioned.length > 0;
    // "Do this once X is done": what X names comes first; nothing known or named means "then".
    if (clause.kind === "after") {
      // "As soon as the contract is signed": nobody said that signing it is a step.
      if (!known && !back && !isAction(clause.other))
        return this.place(order, this.steps(clause.main, apart));
      if (clause.main === "") return this.wait(back, mentioned);
      const earlier = known ? mentioned : back ? this.backTo(clause.other) : this.steps(clause.other, false);
      if (!known && !back) this.place(order === "none" && !this.empty ? "then" : order, earlier);
      const main = this.steps(clause.main, apart);
      this.graph.connect(earlier, main);
      [this.before, this.current] = [earlier, main];
      return;
    }
    // "Do this before X": a known X keeps its place and only gets something before it.
    const main = this.steps(clause.main, apart);
    if (back || known) {
      this.graph.connect(main, known ? mentioned : this.current);
      if (order === "then" || order === "last")
        this.graph.connect(
          this.current.filter((one) => !main.includes(one)),
          main,
        );
      return;
    }
    this.place(order, main);
    this.place("then", this.steps(clause.other, false));
  }

  /** "Once both are done," alone: what follows comes after what it names. */
  private wait(back: boolean, mentioned: number[] | null): void {
    if (!back && mentioned !== null && mentioned.length > 0) this.current = mentioned;
  }

  private backTo(words: string): number[] {
    return /\b(?:all|everything)\b/i.test(words) ? this.graph.sinks() : this.current;
  }

  private mentioned(words: string): number[] {
    const parts = words.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i);
    const found = parts.map((part) => this.graph.find(unmask(part), true));
    return found.every((one) => one !== null) ? found.filter((one) => one !== null) : [];
  }

  private steps(text: string, apart: boolean): number[] {
    const actions = actionsOf(text, apart);
    const steps = actions.map((action) => this.graph.step(unmask(action)));
    // "Write an application and have it reviewed": what "it" is must be there first.
    actions.forEach((action, index) => {
      const previous = actions[index - 1];
      const own = steps[index];
      const earlier = steps[index - 1];
      if (previous === undefined || own === undefined || earlier === undefined) return;
      if (POINTS_BACK.test(action) && !POINTS_BACK.test(previous)) this.graph.connect([earlier], [own]);
    });
    return steps;
  }

  private place(order: Order, steps: number[]): void {
    if (steps.length === 0) return;
    if (order === "last") {
      const sinks = this.graph.sinks().filter((one) => !steps.includes(one));
      this.graph.connect(sinks, steps);
      [this.before, this.current] = [sinks, steps];
    } else if (order === "then") {
      this.graph.connect(this.current, steps);
      [this.before, this.current] = [this.current, steps];
    } else {
      this.graph.connect(this.before, steps);
      this.current = [...new Set([...this.current, ...steps])];
    }
  }
}

type Subordinate = { kind: "before" | "after"; main: string; other: string };

/** "Once X is done, Y", "before X, Y", "Y before X", "Y after X": X must name an action, otherwise it is only part of Y. */
function subordinate(text: string): Subordinate | null {
  const trimmed = text.trim().replace(/[.!?]+$/, "");
  const lead = /^(before|prior to|after|once|when|as soon as|following)\s+(.+)$/is.exec(trimmed);
  if (lead !== null) {
    const kind = /before|prior/i.test(lead[1] ?? "") ? "before" : "after";
    const body = lead[2] ?? "";
    for (const comma of body.matchAll(/,\s*/g)) {
      const other = actionIn(body.slice(0, comma.index), lead[1] ?? "");
      const main = body.slice(comma.index + comma[0].length);
      // In "after doing A, B and C, do D" the main part is the first that begins with an infinitive.
      if (
        other !== null &&
        !/^(?:and\s+)?\p{L}+ing\b/iu.test(main) &&
        (leadingVerb(bare(main)) !== null || main === "")
      ) {
        return { kind, main, other };
      }
    }
    const other = actionIn(body, lead[1] ?? "");
    return other !== null && (DONE.test(body) || BACK.test(body)) ? { kind, main: "", other } : null;
  }
  const trail = /^(.+?),?\s+(before|prior to|after|once|when|as soon as)\s+(.+)$/is.exec(trimmed);
  if (trail === null) return null;
  const other = actionIn(trail[3] ?? "", trail[2] ?? "");
  const main = trail[1] ?? "";
  if (other === null || bare(main) === "") return null;
  return { kind: /before|prior/i.test(trail[2] ?? "") ? "before" : "after", main, other };
}

/** The action in a subordinate part: a gerund, a noun that names one, something that "is done", or a word that points back. */
function actionIn(words: string, joiner: string): string | null {
  const subject = words.replace(DONE, "").trim();
  if (BACK.test(subject)) return subject;
  if (DONE.test(words)) return namesAction(subject) ? `complete ${subject}` : subject;
  if (/^(?:when|once|as soon as)$/i.test(joiner)) return null;
  if (/^(?:we|you|i)\s+/i.test(subject)) return leadingVerb(bare(subject)) !== null ? bare(subject) : null;
  const gerund = /^(?:\p{L}+ly\s+)?\p{L}+ing\b/iu.test(subject) && leadingVerb(subject) !== null;
  return gerund || namesAction(subject) || /^[A-Z]$/.test(subject) ? subject : null;
}

function isAction(words: string): boolean {
  return namesAction(words) || leadingVerb(words) !== null || /^[A-Z]$/.test(words.trim());
}

function segmentsOf(sentence: string): Segment[] {
  const marks = CONNECTIVES.flatMap(([order, pattern]) =>
    [...sentence.matchAll(pattern)].map((match) => ({
      order,
      start: match.index,
      end: match.index + match[0].length,
      words: match[0],
    })),
  )
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((mark, index, all) => !all.some((other, at) => at < index && other.end >= mark.end))
    // "in parallel, then": both take the comma; it belongs to the first.
    .map((mark, index, all) => ({ ...mark, start: Math.max(mark.start, all[index - 1]?.end ?? 0) }));
  const segments: Segment[] = [
    { order: "none", text: sentence.slice(0, marks[0]?.start ?? sentence.length), apart: false },
  ];
  marks.forEach((mark, index) => {
    const text = sentence.slice(mark.end, marks[index + 1]?.start ?? sentence.length);
    const last = segments.at(-1);
    // "A, B and C in parallel": said after them, it is about how they stand to each other.
    if (
      mark.order === "beside" &&
      last !== undefined &&
      /in parallel|same time|simultaneously|concurrently/i.test(mark.words) &&
      !/\b(?:with|to)\b/i.test(mark.words)
    ) {
      if (bare(text) === "" && bare(last.text) !== "") last.apart = true;
      else if (bare(last.text) === "" || last.order === "then") {
        if (bare(last.text) === "") segments.push({ order: mark.order, text, apart: true });
        else segments.push({ order: mark.order, text, apart: false });
        return;
      }
    }
    segments.push({ order: mark.order, text, apart: false });
  });
  return segments.filter((one, index) => index > 0 || one.text.trim() !== "" || segments.length === 1);
}

/** Drops the overall aim in front: "To launch it, ...", "Prepare a launch: ...", "Build a strategy by researching ...". */
function withoutAim(sentence: string): string {
  const purpose = /^(?:in order )?to\s+\p{L}+[^,]*,\s*(?=\p{L})/iu.exec(sentence);
  if (purpose !== null) return sentence.slice(purpose[0].length);
  const colon = /^[^:]{3,200}:\s+(?=\S)/.exec(sentence);
  if (colon !== null && bare(sentence.slice(colon[0].length)) !== "") return sentence.slice(colon[0].length);
  const by = /^(?:\p{L}+)\b.*?\s+by\s+(?=(?:first\s+)?\p{L}+ing\b)/iu.exec(sentence);
  return by !== null && AIM_VERBS.test(bare(by[0]) || by[0]) ? sentence.slice(by[0].length) : sentence;
}

/** A sentence asks for something when it begins with a verb, names actions, or orders them; "The budget is..." does not. */
function isRequest(segments: Segment[]): boolean {
  const [first] = segments;
  if (first === undefined) return false;
  if (first.order !== "none" || subordinate(first.text) !== null || segments.length > 1) return true;
  const phrase = bare(first.text);
  return phrase !== "" && leadingVerb(phrase) !== null;
}
