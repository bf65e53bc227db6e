/** A file that cannot be read as a document. The message is a sentence that tells a person why, and what to do. */
export class UnreadableFile extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "UnreadableFile";
  }
}
