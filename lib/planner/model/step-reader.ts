/** Longer answers are cut off: five hundred long steps are a third of it. */
const MOST_CHARACTERS = 2_000_000;

/**
 * Reads the objects of a list "steps" out of a JSON text while it is being written, each as soon as it is complete. What stands
 * around the JSON does not matter, and neither does where the text ends.
 */
export class StepReader {
  #text = "";
  #at = 0;
  #depth = 0;
  #quoted = false;
  /** Where the string that is being read began, and the last one that was read whole. */
  #stringAt = 0;
  #lastString = "";
  /** How deep the list's objects lie; null while no list has begun. */
  #listDepth: number | null = null;
  #objectAt = 0;

  /** Everything that was pushed. */
  get text(): string {
    return this.#text;
  }

  /** Takes the next piece of text. @returns the objects that it completes; what is not valid JSON is passed over */
  push(piece: string): unknown[] {
    const found: unknown[] = [];
    this.#text += piece.slice(0, MOST_CHARACTERS - this.#text.length);
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (this.#quoted) this.#inString(char);
      // Outside of any object a quotation mark is just prose.
      else if (char === '"' && this.#depth > 0) {
        this.#quoted = true;
        this.#stringAt = this.#at + 1;
      } else if (char === "{" || char === "[") this.#open(char);
      else if ((char === "}" || char === "]") && this.#depth > 0) {
        const object = this.#close(char);
        if (object !== undefined) found.push(object);
      }
    }
    return found;
  }

  #inString(char: string | undefined): void {
    if (char === "\\") this.#at++;
    else if (char === '"') {
      this.#quoted = false;
      this.#lastString = this.#text.slice(this.#stringAt, this.#at);
    }
  }

  #open(char: string): void {
    if (this.#listDepth === null && char === "[" && this.#lastString === "steps" && this.#depth > 0) {
      this.#listDepth = this.#depth + 1;
    } else if (char === "{" && this.#depth === this.#listDepth) this.#objectAt = this.#at;
    this.#depth++;
  }

  #close(char: string): unknown {
    this.#depth--;
    if (this.#listDepth === null) return undefined;
    if (this.#depth < this.#listDepth) {
      // The list has ended; another one of that name is none of ours.
      this.#listDepth = -1;
      return undefined;
    }
    if (char !== "}" || this.#depth !== this.#listDepth) return undefined;
    try {
      return JSON.parse(this.#text.slice(this.#objectAt, this.#at + 1)) as unknown;
    } catch {
      return undefined;
    }
  }
}
