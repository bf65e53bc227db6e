/**
 * Loaded before a program (`node --import`), sets its clock wrong by as many milliseconds as its own address says ("?shift=600000"): everything that asks for the date gets the
 * shifted one, while timers and `performance.now()` go on as they are, as on a machine whose clock was set wrong.
 */
const shift = Number(new URL(import.meta.url).searchParams.get("shift"));
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(RealDate.now() + shift);
    else super(...given);
  }
  static override now(): number {
    return RealDate.now() + shift;
  }
} as DateConstructor;
