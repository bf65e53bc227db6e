/** How long a finger rests on something to take hold of it or to ask what can be done with it, as in the systems that people know. */
export const LONG_PRESS_MS = 500;

/** How far, in pixels: a finger never lies quite still. */
export const STILL = 10;
