import type { OwnParty } from "../server/me.ts";

/** How a party stands to what it does in its own name; the secretariat as that, too. */
export function standAsSelf({ id, code }: OwnParty): Readonly<Record<string, string>> {
  return { self: id, ...(code === "SECRETARIAT" ? { secretariat: id } : {}) };
}
