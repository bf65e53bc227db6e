/** What the watch writes to standard error before it ends its process. */
export const OUT_OF_MEMORY = "out of memory";
export const OUT_OF_TIME = "out of time";
