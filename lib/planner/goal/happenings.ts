/** Subjects that name nobody in particular. */
export const SOMEONE = /^(?:we|i|you|anyone|anybody|someone|somebody|nobody|no one|there|none)\b/i;
/** What others do, or what comes of itself: no step of ours. */
export const HAPPENING =
  /^(?:sign|grant|approve|confirm|deliver|receive|accept|issue|give|agree|arrive|allow|permit|know|reach|return|do|finish|complete|settle|answer|ship|secure|fix|finalise|finalize|clear|sort|resolve|decide|reply|pass|need|require|call|close|open|find|delay|cancel|vote)$/;
/** Ends of parts that say that something is over or there. */
export const STATE_END =
  /\s+(?:(?:is|are|has been|have been|was|were|gets?|has|have)\s+)?(?:(?:all|both|finally|fully|safely|now|well|definitely)\s+)*(?:done|completed?|finished|ready|over|in place|available|there|known|at hand|in hand|here|in|settled|sorted|through|clear|out of the way|taken care of|back|up|up and running|running|set)$/i;
/** Nouns of times, which are no work. */
export const DATE_NOUN =
  /\b(?:weekend|week|day|month|year|holidays?|break|summer|winter|spring|autumn|fall|christmas|easter|lunch|dinner|breakfast|morning|evening|night|season|term|semester|weeks|days|months|new year|noon|midnight|deadline|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/i;
