/** A password to be hashed by a thread. */
export interface HashTask {
  readonly id: number;
  /** In Unicode's composed form (NFKC), so that it is the same from every keyboard. */
  readonly password: string;
  readonly salt: string;
}

export interface HashAnswer {
  readonly id: number;
  readonly key: Uint8Array;
}

/** As the sign-in library hashes (scrypt, RFC 7914): 32 MiB each. What it has hashed is known here, and the other way round. */
export const SCRYPT = { N: 16_384, r: 16, p: 1, maxmem: 128 * 16_384 * 16 * 2 } as const;
export const KEY_BYTES = 64;
