import { foldForSearch } from "#core/item/search-items.ts";
import { type Beginning, listBeginnings } from "../desk/beginnings.ts";
import type { Me } from "../server/me.ts";

/** Pages that everybody may read, in the order of the header, then of the footer. */
const PUBLIC_PAGES = [
  { to: "/statement", key: "nav.statement" },
  { to: "/world", key: "nav.world" },
  { to: "/rounds", key: "nav.rounds" },
  { to: "/calls", key: "nav.calls" },
  { to: "/consignments", key: "nav.consignments" },
  { to: "/recalls", key: "nav.recalls" },
  { to: "/doses", key: "dose.nav" },
  { to: "/teams", key: "nav.teams" },
  { to: "/follow", key: "nav.follow" },
  { to: "/equipment/run", key: "run.title" },
  { to: "/tour", key: "tour.title" },
  { to: "/data", key: "app.api" },
  { to: "/verify", key: "verify.title" },
] as const;

const OWN_PAGES = [
  { to: "/desk", key: "nav.desk" },
  { to: "/account", key: "account.title" },
] as const;
const SCAN = { to: "/desk/scan", key: "scan.title" } as const;
const SIGN_IN = { to: "/sign-in", key: "nav.signIn" } as const;

type Place =
  | Beginning
  | (typeof PUBLIC_PAGES)[number]
  | (typeof OWN_PAGES)[number]
  | typeof SCAN
  | typeof SIGN_IN;

/** Where somebody can go: what begins something, and what shows something. */
export interface Places {
  readonly actions: readonly Place[];
  readonly pages: readonly Place[];
}

/** The actions and pages that somebody may come to, by the roles held; `null` for who is not, or no longer, signed in. */
export function listPlaces(me: Me | null): Places {
  if (me === null) return { actions: [], pages: [...PUBLIC_PAGES, SIGN_IN] };
  const beginnings = listBeginnings(me);
  const scan = beginnings.length === 0 ? [] : [SCAN];
  return {
    actions: [...beginnings.filter((one) => "isAction" in one), ...scan],
    pages: [...OWN_PAGES, ...beginnings.filter((one) => !("isAction" in one)), ...PUBLIC_PAGES],
  };
}

/**
 * The labelled things to which every word of `text` leads, without case and accents: those that begin with it first, else in their order.
 * All of them for an empty text.
 */
export function searchLabels<Labelled extends { readonly label: string }>(
  all: readonly Labelled[],
  text: string,
): readonly Labelled[] {
  const folded = foldForSearch(text);
  const words = folded.split(/\s+/).filter((word) => word !== "");
  return all
    .map((one) => ({ one, label: foldForSearch(one.label) }))
    .filter(({ label }) => words.every((word) => label.includes(word)))
    .toSorted((a, b) => Number(b.label.startsWith(folded)) - Number(a.label.startsWith(folded)))
    .map(({ one }) => one);
}
