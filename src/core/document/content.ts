import type { ConsignmentStatus, TransportMode } from "#core/consignment/consignment.ts";
import type { ItemHsCode } from "#core/item/hs-code.ts";
import type { Item, ItemPack, Names } from "#core/item/item.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import type { Party } from "#core/party/party.ts";
import type { DocumentLanguage } from "./words/catalogue.ts";

/** A text in each language of a document, in their order. */
export type Texts = readonly string[];

export interface Fact {
  readonly label: Texts;
  readonly value: Texts;
}

export interface Column {
  readonly head: Texts;
  /** Width as a share of the others'. */
  readonly share: number;
  /** Set flush at the end, as numbers are. */
  readonly isNumber?: true;
}

export interface DocumentTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Texts[])[];
}

/** What a document on sheets of paper says, before it is drawn. */
export interface SheetContent {
  readonly kind: "sheet";
  readonly languages: readonly DocumentLanguage[];
  readonly title: Texts;
  readonly number: string;
  /** What must be seen on every page: that it is a scenario, that it was cancelled. */
  readonly marks: readonly Texts[];
  readonly facts: readonly Fact[];
  readonly paragraphs: readonly Texts[];
  readonly tables: readonly DocumentTable[];
  readonly notes: readonly Texts[];
  /** Who signs; a line each. */
  readonly signatures: readonly Texts[];
  readonly signedWith: Texts;
  readonly record: Texts;
  /** The words for a page's number: filled by who knows how many there are. */
  readonly page: (page: number, pages: number) => Texts;
}

/** A barcode of a label. `text` of a GS1 symbol is its element string with application identifiers in parentheses. */
export interface Barcode {
  readonly symbology: "gs1-128" | "gs1datamatrix" | "code128" | "qrcode";
  readonly text: string;
}

export interface Label {
  readonly headline: Texts;
  readonly facts: readonly Fact[];
  readonly marks: readonly Texts[];
  /** The long code across the label; `null` where there is nothing that could honestly stand in one. */
  readonly code: { readonly barcode: Barcode; readonly caption: string; readonly note: Texts | null } | null;
  /** Small GS1 DataMatrix of the goods; `null` without a GTIN. */
  readonly matrix: { readonly barcode: Barcode; readonly caption: readonly string[] } | null;
  readonly follow: { readonly barcode: Barcode; readonly caption: Texts };
}

export interface LabelContent {
  readonly kind: "labels";
  readonly languages: readonly DocumentLanguage[];
  readonly title: Texts;
  readonly number: string;
  readonly labels: readonly Label[];
}

export type DocumentContent = SheetContent | LabelContent;

/** A place as documents name it. */
export interface DocumentSite {
  readonly code: string;
  readonly name: string;
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
}

export interface DocumentLine {
  readonly lineNumber: number;
  readonly supplyId: string;
  readonly itemId: string;
  /** Base units. */
  readonly quantity: number;
  /** 14 digits. */
  readonly gtin: string | null;
  readonly lotNumber: string | null;
  /** Last day of use, YYYY-MM-DD. */
  readonly expiry: string | null;
  readonly terms: RecordedTerms;
  readonly isRecalled: boolean;
}

/** What is recorded of a consignment, and the tables that name things: nothing else is printed. */
export interface DocumentFacts {
  readonly number: string;
  readonly version: number;
  readonly status: ConsignmentStatus;
  readonly scenario: string | null;
  /** When its newest step was recorded, RFC 3339: also the document's own date. */
  readonly recordedAt: string;
  readonly mode: TransportMode | null;
  readonly giver: Pick<Party, "code" | "name" | "kind">;
  readonly recipient: Pick<Party, "code" | "name" | "kind">;
  readonly from: DocumentSite;
  readonly to: DocumentSite;
  readonly lines: readonly DocumentLine[];
  readonly packages: readonly { readonly packageNumber: number; readonly sscc: string }[];
  readonly declarations: readonly {
    readonly kind: "export" | "import";
    readonly number: string | null;
    readonly hsEdition: number;
    readonly lines: readonly { readonly lineNumber: number; readonly hsCode: string }[];
  }[];
  readonly items: ReadonlyMap<string, Pick<Item, "names" | "unitName">>;
  readonly countries: ReadonlyMap<string, { readonly names: Names }>;
  readonly itemPacks: readonly ItemPack[];
  readonly itemHsCodes: readonly ItemHsCode[];
  /** Origin of the public pages (`https://wellspring.example.org`); `null` where the operator has not said it. */
  readonly origin: string | null;
}
