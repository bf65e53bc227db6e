import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";

/** Cost of new hashes: OWASP's second row for scrypt (N=2^15, r=8, p=3), which takes 32 MB a hash where its first takes 128. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;

// Node refuses scrypt above 32 MB unless told; 128 * N * r is exactly that, and it needs a little more.
const MAX_MEMORY = 64 * 1024 * 1024;

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: MAX_MEMORY };
  // NFKC, so that one password typed on two keyboards is one sequence of bytes.
  const normal = password.normalize("NFKC");
  return new Promise((resolve, reject) =>
    scrypt(normal, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key))),
  );
}

/** Hashes a password with a salt of its own. The result carries its cost, so that the cost may rise later: `scrypt$N$r$p$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), key.toString("base64")].join("$");
}

/** A hash no password is known for: comparing with it takes as long as with a person's. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${"A".repeat(22)}==$${"A".repeat(43)}=`;

/**
 * Compares a password with a stored hash in constant time.
 * @param stored what {@link hashPassword} gave, or null for a person who does not exist: that takes as long and is false
 * @throws Error when the stored hash is not one of ours
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = (stored ?? NOBODY).split("$");
  if (scheme !== "scrypt" || !salt || !key) throw new Error("The stored password hash is not readable.");
  const expected = Buffer.from(key, "base64");
  const actual = await derive(password, Buffer.from(salt, "base64"), {
    N: Number(n),
    r: Number(r),
    p: Number(p),
  });
  return actual.length === expected.length && timingSafeEqual(actual, expected) && stored !== null;
}
