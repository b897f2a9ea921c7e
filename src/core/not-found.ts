/** The nouns that can be asked for by id or code. */
export type Noun =
  | "call"
  | "offer"
  | "round"
  | "agreement"
  | "consignment"
  | "receipt"
  | "recall"
  | "difference"
  | "photograph"
  | "cold hold"
  | "entry"
  | "session report"
  | "supply"
  | "party"
  | "user"
  | "site"
  | "lane"
  | "item"
  | "country"
  | "scenario"
  | "identifier"
  | "API key"
  | "tile"
  | "body"
  | "team"
  | "team offer"
  | "team call"
  | "deployment"
  | "volunteer"
  | "roster"
  | "shelf life rule"
  | "equipment model"
  | "asset"
  | "adverse event count"
  | "handover"
  | "notification";

/** Nothing of this kind has the id, code or number. */
export interface NotFoundRefusal {
  readonly code: "not_found";
  readonly noun: Noun;
  readonly id: string;
}

/** Somebody else changed the thing since it was read: `version` is what it is now. */
export interface VersionChangedRefusal {
  readonly code: "version_changed";
  readonly noun: Noun;
  readonly id: string;
  readonly expected: number;
  readonly version: number;
}
