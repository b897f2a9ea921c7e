import type { NotificationLanguage } from "#core/notification/words/catalogue.ts";
import type { Reference } from "#core/reference.ts";
import type { NamedParty } from "#store/notification.ts";

/** What a party is called in a language: a government by its country, any other by the name that is recorded; `null` for none. */
export function nameParty(
  { countries }: Reference,
  language: NotificationLanguage,
  party: NamedParty | null,
): string | null {
  if (party === null) return null;
  const country = party.kind === "government" ? countries.get(party.code) : undefined;
  return country?.names[language] ?? party.name;
}
