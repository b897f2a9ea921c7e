import { accept, type Result, refuse } from "#core/result.ts";

/** Editions of the World Customs Organization's Harmonized System that the product knows; a code means something only with one. */
export const HS_EDITIONS = [2017, 2022] as const;
export type HsEdition = (typeof HS_EDITIONS)[number];

/** The code under which an item is declared, by edition: 3002.20 (vaccines) in 2017 is 3002.41 in 2022. */
export interface ItemHsCode {
  readonly itemId: string;
  readonly edition: HsEdition;
  /** Six digits without the point. */
  readonly code: string;
}

/** A six-digit code and the editions that list it. */
export interface HsSubheading {
  readonly code: string;
  readonly editions: readonly HsEdition[];
}

/** The text is not six digits, with or without the point after the fourth. */
export interface HsCodeMalformedRefusal {
  readonly code: "hs_code_malformed";
  readonly text: string;
}

/** No edition lists the code: often a heading of four digits that was padded with zeros. */
export interface HsCodeUnknownRefusal {
  readonly code: "hs_code_unknown";
  readonly hsCode: string;
  readonly editions: readonly HsEdition[];
}

/** The code exists, but in other editions than the one asked for. */
export interface HsCodeOfOtherEditionRefusal {
  readonly code: "hs_code_of_other_edition";
  readonly hsCode: string;
  readonly edition: HsEdition;
  readonly validIn: readonly HsEdition[];
}

export type HsCodeRefusal = HsCodeMalformedRefusal | HsCodeUnknownRefusal | HsCodeOfOtherEditionRefusal;

const PRINTED = /^(\d{4})\.?(\d{2})$/;

/**
 * The six digits of a code as it is printed, `6307.90` or `630790`; `undefined` for anything else. A heading
 * (`5603`), a code cut short (`9019.2`) and a national line of eight or ten digits are not subheadings.
 */
export function findHsDigits(text: string): string | undefined {
  const match = PRINTED.exec(text.trim());
  return match === null ? undefined : `${match[1]}${match[2]}`;
}

/** The editions that list the six digits, ascending; empty when none does. O(1). */
export function findHsEditions(
  subheadings: ReadonlyMap<string, HsSubheading>,
  code: string,
): readonly HsEdition[] {
  return subheadings.get(code)?.editions ?? [];
}

/**
 * The six digits of a code that is valid in the edition.
 *
 * Refuses, in this order: `hs_code_malformed` (not six digits); `hs_code_unknown` (in no edition: so is a
 * heading padded with zeros, such as 5603.00, which no edition lists); `hs_code_of_other_edition`, with the
 * editions in which it is valid.
 */
export function checkHsCode(
  subheadings: ReadonlyMap<string, HsSubheading>,
  text: string,
  edition: HsEdition,
): Result<string, HsCodeRefusal> {
  const digits = findHsDigits(text);
  if (digits === undefined) return refuse({ code: "hs_code_malformed", text: text.slice(0, 120) });
  const editions = findHsEditions(subheadings, digits);
  if (editions.length === 0) {
    return refuse({ code: "hs_code_unknown", hsCode: digits, editions: [...HS_EDITIONS] });
  }
  if (!editions.includes(edition)) {
    return refuse({ code: "hs_code_of_other_edition", hsCode: digits, edition, validIn: editions });
  }
  return accept(digits);
}
