import { createHmac, hash } from "node:crypto";
import { writeHidden } from "#core/log/log-entry.ts";

/** The salt of a hidden field, and the hash that stands for it in the leaf: 64 hex digits each. */
export interface Hidden {
  readonly salt: string;
  readonly sha256: string;
}

/**
 * Hides a field: its salt is HMAC-SHA-256 of the field's path under the entry's secret, 32 random bytes, so that a published salt
 * says nothing of another; the hash is SHA-256 of the salt and the canonical JSON of path and value.
 */
export function hideWith(secret: Uint8Array, field: string, value: string): Hidden {
  const salt = createHmac("sha256", secret).update(field).digest();
  const sha256 = hash("sha256", Buffer.concat([salt, Buffer.from(writeHidden(field, value))]), "hex");
  return { salt: salt.toString("hex"), sha256 };
}
