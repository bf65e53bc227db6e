/** Shorter ones occur everywhere and would spare nothing. */
const SHORTEST = 3;
/** More alternatives than this take as long to look for as what they would spare. */
const MOST = 20;
/** How often a character that is repeated is written out. */
const REPEATED = 8;

/**
 * Texts one of which is in everything that a pattern of RE2's syntax matches, in lower case: where none of them is, the pattern need not
 * be tried.
 * @returns null when there are none, or the pattern is written in a way that this does not read
 */
export function neededWords(pattern: string): string[] | null {
  const reader = new PatternReader(pattern);
  const words = reader.alternatives();
  return reader.readAll ? words : null;
}

/** Reads as much of the syntax as patterns mostly have; whatever else comes stops it. */
class PatternReader {
  readonly #pattern: string;
  #at = 0;
  #unknown = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get readAll(): boolean {
    return !this.#unknown && this.#at === this.#pattern.length;
  }

  alternatives(): string[] | null {
    const all: string[] = [];
    let known = true;
    do {
      const words = this.#sequence();
      if (words === null) known = false;
      else all.push(...words);
    } while (this.#take("|"));
    return known && all.length <= MOST ? all : null;
  }

  /** Of what stands one after another, everything must be there: the longest is asked for. */
  #sequence(): string[] | null {
    let best: string[] | null = null;
    let run = "";
    const offer = (words: string[]) => {
      const least = shortest(words);
      if (least >= SHORTEST && (best === null || least > shortest(best))) best = words;
    };
    const end = () => {
      if (run !== "") offer([run]);
      run = "";
    };
    while (!this.#unknown && this.#at < this.#pattern.length && !/[|)]/.test(this.#next)) {
      const atom = this.#atom();
      const times = this.#times();
      if (typeof atom === "string" && times !== 0) {
        run += atom.repeat(Math.min(times ?? 1, REPEATED));
        // It may be there more often than it must.
        if (times !== null) {
          end();
          run = atom;
        }
        continue;
      }
      end();
      if (atom !== null && typeof atom !== "string" && times !== 0) offer(atom);
    }
    end();
    return best;
  }

  get #next(): string {
    return this.#pattern[this.#at] ?? "";
  }

  #take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** One character, what a group needs, or null for what may be anything. */
  #atom(): string | string[] | null {
    const one = this.#next;
    this.#at++;
    if (one === "\\") return this.#escaped();
    if (one === "[") return this.#characterClass();
    if (one === "(") return this.#group();
    if (/[*+?{]/.test(one)) return this.#stop();
    return /^[\x20-\x7e]$/.test(one) && !/[.^$]/.test(one) ? one.toLowerCase() : null;
  }

  #escaped(): string | null {
    const one = this.#next;
    this.#at++;
    if (/^[dDsSwWbB]$/.test(one)) return null;
    return /^[!-/:-@[-`{-~]$/.test(one) ? one : this.#stop();
  }

  #characterClass(): null {
    const written = /^\^?\]?(?:\[:\^?[a-z]+:\]|\\[\s\S]|[^\]\\])*\]/.exec(this.#pattern.slice(this.#at));
    if (!written) return this.#stop();
    this.#at += written[0].length;
    return null;
  }

  #group(): string[] | null {
    if (!this.#take("?:") && this.#next === "?") return this.#stop();
    const words = this.alternatives();
    return this.#take(")") ? words : this.#stop();
  }

  /** How often at least what stood before must be there; null: once, and no more. */
  #times(): number | null {
    const [written, counted] = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#pattern.slice(this.#at)) ?? [];
    if (written === undefined) return null;
    this.#at += written.length;
    return counted === undefined ? (written.startsWith("+") ? 1 : 0) : Number(counted);
  }

  #stop(): null {
    this.#unknown = true;
    return null;
  }
}

function shortest(words: readonly string[]): number {
  return Math.min(...words.map(({ length }) => length));
}
