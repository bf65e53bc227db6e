/**
 * SQL condition on a workers row named `w`: its session advisory lock is held, so the worker's connection stands. pg_locks is
 * read rather than the lock tried: trying takes it for a moment, and would look like life to somebody else who looks.
 */
export const LOCK_IS_HELD = `exists (
  select from pg_locks l
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
    and ((l.classid::bigint << 32) | l.objid::bigint) = w.lock_key)`;
