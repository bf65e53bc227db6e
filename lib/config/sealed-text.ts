import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const VERSION = "v1";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a secret for storage, with AES-256-GCM under a key derived from `encryptionKey`.
 * @param about what it belongs to (a row's identity), so that it cannot be opened in another place
 */
export function seal(plain: string, encryptionKey: string, about: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(encryptionKey), iv).setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64")}`;
}

/** Opens what {@link seal} made. @returns null when the key is another one, or it was made for another place or changed */
export function unseal(sealed: string, encryptionKey: string, about: string): string | null {
  const [version, text = ""] = sealed.split(".", 2);
  const bytes = Buffer.from(text, "base64");
  if (version !== VERSION || bytes.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", keyOf(encryptionKey), bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return null;
  }
}

/** The environment's key has whatever form it was given; it has at least 32 random characters, so one hash makes 32 bytes of it. */
function keyOf(encryptionKey: string): Buffer {
  return createHash("sha256").update(`planwright secrets ${encryptionKey}`).digest();
}
