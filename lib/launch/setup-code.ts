import { randomInt } from "node:crypto";
import pg from "pg";

const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The one-time code that the first account needs where strangers can reach the sign-up page.
 * @param given a code the installer chose, used as it is
 * @returns null once somebody has an account
 */
export async function makeSetupCode(databaseUrl: string, given: string | undefined): Promise<string | null> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if ((await client.query("select 1 from users limit 1")).rowCount) return null;
  } finally {
    await client.end();
  }
  if (given) return given;
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return [group(), group(), group()].join("-");
}
