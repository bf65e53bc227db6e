/**
 * Options of the ledger's interactive transactions. Prisma's default of 5 s is too short when many workers queue for one
 * run's row; maxWait covers a pool that is drained for a moment.
 */
export const LEDGER_TRANSACTION = { timeout: 20_000, maxWait: 10_000 } as const;
