import { markAt } from "./connectives.ts";
import type { Mark, Order, Relation } from "./connectives.ts";
import { expandContractions, readFinite } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { DURATION, endsInSubject, isNounPhrase, splitMain, startsFinite, startsMain } from "./main-part.ts";

/** A stretch of a sentence without comma, "and" or connective inside, and what joins it to the stretch before. */
export type Piece = { text: string; joint: string; comma: boolean; and: boolean; so: boolean };
/** A part that says when or if something is done: "once X is done". */
export type Subordinate = { relation: Relation; words: string; pieces: Piece[]; leading: boolean };
/** Something to be done, and how it stands to the rest. */
export type Clause = {
  orders: Order[];
  /** Orders said after what they are about: "A and B in parallel". */
  trailing: Order[];
  serial: boolean;
  main: Piece[];
  subs: Subordinate[];
};

type Marked = Piece & { marks: Mark[]; trails: boolean };

/** Takes a sentence apart: what is to be done, in order, each with what it comes after, before, beside or depends on. */
export function readClauses(sentence: string): Clause[] {
  return assemble(readPieces(sentence).slice(0, MOST_PIECES));
}

/** A sentence of more parts is no sentence; what comes after them is not read. */
const MOST_PIECES = 250;
const JOINER = /^(?:and|&|plus|but|yet|so|or|either|\+)$/;

function readPieces(sentence: string): Marked[] {
  const tokens = tokensOf(sentence);
  const lower = tokens.map((token) => token.text.toLowerCase().replaceAll("’", "'"));
  const pieces: Marked[] = [];
  let from = -1;
  let to = -1;
  let state = { comma: false, and: false, so: false, joint: "" };
  let marks: Mark[] = [];
  let openMark = true;
  const flush = (end: boolean, last = false) => {
    const said = from < 0 ? "" : sentence.slice(from, to);
    const text = /^(?:still|also|only|just|even|too|again|as well|of course)$/i.test(said) ? "" : said;
    if (said !== text) from = -1;
    if (text !== "") pieces.push({ ...state, text, marks, trails: false });
    else if (end && marks.length > 0 && (!openMark || last))
      pieces.push({ ...state, text, marks, trails: true });
    else return;
    state = { comma: false, and: false, so: false, joint: "" };
    marks = [];
    from = -1;
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const word = lower[at] ?? "";
    if (/^[,:–—]$|^-$/.test(word)) {
      flush(true);
      state = { ...state, comma: true, joint: `${state.joint}${token.text} ` };
      openMark = true;
      continue;
    }
    const found = markAt(lower, at, from < 0);
    if (found !== null) {
      const opens = from < 0;
      const inside =
        !opens &&
        !isBeginning(found.mark) &&
        found.mark.kind !== "sub" &&
        endsInSubject(sentence.slice(from, to));
      if (inside) {
        marks.push(found.mark);
        // The words are cut out of the sentence: "they are then scored" is about "they are scored".
        const left = sentence.slice(from, to);
        const rest = readPieces(sentence.slice(tokens[at + found.length]?.start ?? sentence.length));
        const [next, ...others] = rest;
        if (next === undefined || next.marks.length > 0 || next.comma) {
          at += found.length - 1;
          continue;
        }
        pieces.push({ ...state, text: `${left} ${next.text}`, marks, trails: false }, ...others);
        return pieces;
      }
      // "We could begin by looking at the sales": what stands before is no part of what is done.
      if (!opens && isBeginning(found.mark)) from = -1;
      // "At any time before the opening": the first is said of what stands before both.
      if (opens && !openMark && marks.length > 0) flush(true);
      flush(false);
      const leads =
        found.mark.kind === "order" &&
        found.mark.order === "then" &&
        !/^(?:comes?|is|are) /.test(found.mark.words);
      if (opens || marks.length === 0) openMark = opens || leads;
      marks.push(found.mark);
      at += found.length - 1;
      continue;
    }
    if (JOINER.test(word) && at < tokens.length - 1) {
      flush(true);
      state = {
        comma: state.comma || word === "either",
        and: state.and || (word !== "so" && word !== "either"),
        so: state.so || word === "so",
        joint: `${state.joint} ${token.text} `,
      };
      openMark = true;
      continue;
    }
    if (from < 0) from = token.start;
    to = token.end;
  }
  flush(true, true);
  return pieces;
}

const isBeginning = (mark: Mark) =>
  mark.kind === "order" && mark.order === "start" && /\b(?:by|with)$/.test(mark.words);

type Token = { text: string; start: number; end: number };

function tokensOf(sentence: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sentence.matchAll(/(?:[^\s,:–—;!?()"“”]|(?<=\d):(?=\d))+|[,:–—]/gu)) {
    const text = match[0].replace(/\.+$/, "");
    if (text !== "") tokens.push({ text, start: match.index, end: match.index + text.length });
  }
  return tokens;
}

function blank(): Clause {
  return { orders: [], trailing: [], serial: false, main: [], subs: [] };
}

function assemble(pieces: readonly Marked[]): Clause[] {
  const clauses: Clause[] = [];
  let current = blank();
  let sub: Subordinate | null = null;
  const next = () => {
    clauses.push(current);
    current = blank();
    sub = null;
  };
  pieces.forEach((piece, index) => {
    if (piece.trails) {
      for (const mark of piece.marks) {
        if (mark.kind === "order") current.trailing.push(mark.order);
        if (mark.kind === "serial") current.serial = true;
      }
      return;
    }
    let opened = false;
    let taken = false;
    for (const mark of piece.marks) {
      if (mark.kind === "serial") {
        current.serial = true;
      } else if (mark.kind === "order") {
        settle();
        const [said] = current.main;
        if (
          said !== undefined &&
          mark.order !== "then" &&
          mark.order !== "else" &&
          /^(?:in|on|at|against|with|for|by|to|from|using|under|of)\s/i.test(piece.text) &&
          sub === null
        ) {
          // "They are built in parallel against the spec": what follows belongs to what stands before.
          current.trailing.push(mark.order);
          const last = current.main.at(-1) ?? said;
          current.main[current.main.length - 1] = { ...last, text: `${last.text} ${piece.text}` };
          taken = true;
          continue;
        }
        if (current.main.length > 0) next();
        const redundant = mark.order === "then" && current.subs.length > 0;
        if (!redundant) current.orders.push(mark.order);
        sub = null;
      } else {
        // "Two days before the fair": how long before says nothing about what.
        if (current.main.length > 0 && current.main.every(({ text }) => DURATION.test(unmask(text))))
          current.main = [];
        const leads = current.main.length === 0;
        if (!leads && (piece.comma || piece.and) && leadsOn(pieces, index)) next();
        sub = { relation: mark.relation, words: mark.words, pieces: [], leading: current.main.length === 0 };
        current.subs.push(sub);
        opened = true;
      }
    }
    if (!taken) place(piece, index, opened);
  });
  next();
  return clauses
    .map(withMain)
    .map(withoutEmpty)
    .filter((one) => one.main.length + one.subs.length + one.orders.length > 0);

  /** "From the three totals fill in the form, ...": the order may begin without a comma. */
  function settle(): void {
    if (sub === null || !sub.leading || current.main.length > 0) return;
    const last = sub.pieces.at(-1);
    if (
      last !== undefined &&
      sub.pieces.length > 1 &&
      last.comma &&
      !last.and &&
      splitMain(last.text) === null
    ) {
      // "After the tender, the scanning, and then ..."
      sub.pieces.pop();
      current.main.push(last);
      return;
    }
    const split = last === undefined ? null : splitMain(last.text, sub.words === "with");
    if (last === undefined || split === null) return;
    sub.pieces[sub.pieces.length - 1] = { ...last, text: split.sub };
    current.main.push({ text: split.main, joint: "", comma: true, and: false, so: false });
  }

  function place(piece: Marked, index: number, opened: boolean): void {
    const plain: Piece = {
      text: piece.text,
      joint: piece.joint,
      comma: piece.comma,
      and: piece.and,
      so: piece.so,
    };
    if (sub === null) {
      const lead = /^(?:(?:also|still|again)\s+)?(?:with|from|using|out of)\s+(.+)$/is.exec(piece.text);
      // "With the drawings frozen, order the mould": what it names comes before.
      const leads = lead !== null && !/^(?:with|from)\s+(?:a|an|no|the\s+help)\s/i.test(piece.text);
      if (
        leads &&
        current.main.length > 0 &&
        (splitMain(lead[1] ?? "", true) !== null || (piece.and && leadsOn(pieces, index)))
      )
        next();
      if (leads && current.main.length === 0) {
        sub = { relation: "after", words: "with", pieces: [], leading: true };
        current.subs.push(sub);
        sub.pieces.push({ ...plain, text: lead[1] ?? "" });
        return;
      }
      // "Get the visas, but check the passports first": the two stand in an order of their own.
      if (current.main.length > 0 && /\bbut\b/.test(piece.joint)) next();
      current.main.push(plain);
      return;
    }
    if (opened || sub.pieces.length === 0) {
      sub.pieces.push(plain);
      return;
    }
    if (
      sub.leading &&
      sub.words === "with" &&
      current.main.length === 0 &&
      /^(?:with|from|using|out of)\s/i.test(piece.text)
    ) {
      // "From the sketch we model him, from the model we rig him": each has a main part of its own.
      settle();
      if (current.main.length > 0) {
        sub = null;
        place(piece, index, opened);
        return;
      }
    }
    const following = pieces[index + 1];
    if (
      !sub.leading &&
      piece.and &&
      following?.marks[0]?.kind === "sub" &&
      !following.comma &&
      !following.and &&
      readFinite(expandContractions(piece.text)) !== null
    ) {
      // "A must wait for B, and B is not done before C": the second has a main part of its own.
      next();
      current.main.push(plain);
      return;
    }
    const [first] = current.main;
    if (
      !sub.leading &&
      first !== undefined &&
      current.main.length === 1 &&
      isNounPhrase(first.text) &&
      startsFinite(piece.text)
    ) {
      // "The contractor, when found, builds a model."
      current.main = [{ ...first, text: `${first.text} ${piece.text}` }];
      sub = null;
      return;
    }
    // "..., to see which fish came back": what for is no part of what it waits for.
    if (!sub.leading && piece.comma && !piece.and && /^to\s/i.test(piece.text)) return;
    if (piece.so || startsMain(piece, sub)) {
      if (!sub.leading) next();
      else settle();
      sub = null;
      current.main.push(plain);
      return;
    }
    sub.pieces.push(plain);
  }
}

/** True when the part that begins here belongs to what follows: "..., and after they have commented, finalise it". */
function leadsOn(pieces: readonly Marked[], at: number): boolean {
  const own = pieces[at];
  if (own === undefined) return false;
  if (own.and && splitMain(own.text) !== null) return true;
  const sub = { leading: true, pieces: [own] };
  for (let next = at + 1; next < pieces.length; next++) {
    const piece = pieces[next];
    if (piece === undefined || piece.trails || piece.marks.length > 0) return false;
    if (startsMain(piece, sub)) return piece.comma && (!piece.and || own.and);
    sub.pieces.push(piece);
  }
  return false;
}

/** "Print the badges alongside": a part that names nothing only says how the action stands. */
function withoutEmpty(clause: Clause): Clause {
  const empty = clause.subs.filter((sub) => sub.pieces.length === 0);
  if (empty.length === 0) return clause;
  const beside = empty.some((sub) => sub.relation === "beside");
  return {
    ...clause,
    subs: clause.subs.filter((sub) => sub.pieces.length > 0),
    trailing: beside ? [...clause.trailing, "beside"] : clause.trailing,
  };
}

/** Finds the main part of a clause that has none yet: "once it is written look for a contractor", "after the audit, a review". */
function withMain(clause: Clause): Clause {
  const sub = clause.subs.at(-1);
  if (clause.main.length > 0 || sub === undefined) return clause;
  for (const [index, piece] of sub.pieces.entries()) {
    const split = splitMain(piece.text, sub.words === "with");
    if (split !== null) {
      const pieces = [...sub.pieces.slice(0, index), { ...piece, text: split.sub }];
      const main = [
        { text: split.main, joint: "", comma: true, and: false, so: false },
        ...sub.pieces.slice(index + 1),
      ];
      return { ...clause, main, subs: [...clause.subs.slice(0, -1), { ...sub, pieces }] };
    }
    if (index > 0 && piece.comma && !piece.and) {
      return {
        ...clause,
        main: sub.pieces.slice(index),
        subs: [...clause.subs.slice(0, -1), { ...sub, pieces: sub.pieces.slice(0, index) }],
      };
    }
  }
  return clause;
}
