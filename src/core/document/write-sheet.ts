import type {
  Column,
  DocumentFacts,
  DocumentLine,
  DocumentTable,
  Fact,
  SheetContent,
  Texts,
} from "./content.ts";
import { type DocumentKind, speaksOf } from "./document.ts";
import { findHsCode, findPackMassGrams, writeKilograms } from "./line-facts.ts";
import { groupDigits, MARKS_OF, type Naming, nameThings } from "./naming.ts";
import type { DocumentLanguage } from "./words/catalogue.ts";
import type { DocumentWord } from "./words/words.ts";

export type SheetKind = Exclude<DocumentKind, "package-labels" | "goods-labels">;

/** What a document is written from. */
interface Draft {
  readonly kind: SheetKind;
  readonly facts: DocumentFacts;
  /** The lines that it speaks of. */
  readonly lines: readonly DocumentLine[];
  readonly naming: Naming;
}

/** What a sheet says in the languages. Only what is recorded is said; what is not is called "not stated". */
export function writeSheet(
  kind: SheetKind,
  languages: readonly DocumentLanguage[],
  facts: DocumentFacts,
): SheetContent {
  const naming = nameThings(facts, languages);
  const { word } = naming;
  const lines = facts.lines.filter(({ terms }) => speaksOf(kind, terms));
  const draft: Draft = { kind, facts, lines, naming };
  const hasPackages = kind === "packing-list" && facts.packages.length > 0;
  return {
    kind: "sheet",
    languages,
    title: word(`title.${kind}`),
    number: facts.number,
    marks: listMarks(facts, naming),
    facts: listFacts(draft),
    paragraphs: listParagraphs(draft),
    tables: [tableLines(draft), ...(hasPackages ? [tablePackages(draft)] : [])],
    notes: listNotes(draft),
    signatures: listSigners(kind).map((signer) => word(signer)),
    signedWith: word("sign.with"),
    record: word("foot.record", {
      version: facts.version,
      when: facts.recordedAt.slice(0, 16).replace("T", "\u00A0"),
    }),
    page: (page, pages) => word("foot.page", { page, pages }),
  };
}

/** What must be seen on every page and label. */
export function listMarks({ scenario, status }: DocumentFacts, { word }: Naming): Texts[] {
  return [
    ...(scenario === null ? [] : [word("mark.scenario", { scenario })]),
    ...(status === "cancelled" ? [word("mark.cancelled")] : []),
    ...(status === "lost" ? [word("mark.lost")] : []),
  ];
}

function listFacts({ kind, facts, lines, naming }: Draft): Fact[] {
  const { word, plain, party, site, country } = naming;
  const fact = (label: DocumentWord, value: Texts): Fact => ({ label: word(label), value });
  const unknown = plain(null);
  const packages = plain(facts.packages.length === 0 ? null : groupDigits(facts.packages.length));
  const giver = kind === "commercial-statement" ? "fact.supplier" : "fact.giver";
  const masses = [
    fact("fact.grossMass", unknown),
    fact("fact.netMass", unknown),
    fact("fact.packMass", plain(sumPackMass(lines, facts))),
  ];
  const amounts = [
    fact("fact.lines", plain(groupDigits(lines.length))),
    ...(isOfOneKind(lines) ? [fact("fact.quantity", naming.amounts(lines))] : []),
  ];
  const own = {
    "packing-list": [fact("fact.status", word(`status.${facts.status}`)), ...amounts, ...masses],
    "donation-certificate": [...amounts, fact("fact.customsValue", unknown)],
    "commercial-statement": [...amounts, fact("fact.incoterms", unknown), fact("fact.value", unknown)],
    "customs-data": [
      fact("fact.originCountry", unknown),
      ...amounts,
      ...masses,
      fact("fact.terms", listTerms(lines, naming)),
      fact("fact.incoterms", unknown),
      fact("fact.customsValue", unknown),
      ...listDeclarations(facts, naming),
    ],
  } as const satisfies Readonly<Record<SheetKind, readonly Fact[]>>;
  return [
    fact("fact.number", plain(facts.number)),
    fact(giver, party(facts.giver)),
    fact("fact.recipient", party(facts.recipient)),
    fact("fact.from", site(facts.from)),
    fact("fact.to", site(facts.to)),
    ...(kind === "customs-data"
      ? [
          fact("fact.dispatchCountry", country(facts.from.country)),
          fact("fact.destinationCountry", country(facts.to.country)),
        ]
      : []),
    fact("fact.mode", facts.mode === null ? unknown : word(`mode.${facts.mode}`)),
    fact("fact.packages", packages),
    ...own[kind],
  ];
}

/** Kilograms of all lines; `null` where that of one line cannot be told. */
function sumPackMass(lines: readonly DocumentLine[], { itemPacks }: DocumentFacts): string | null {
  const masses = lines.map((line) => findPackMassGrams(line, itemPacks));
  if (masses.some((mass) => mass === undefined)) return null;
  const sum = masses.reduce<number>((total, mass) => total + (mass ?? 0), 0);
  return `${writeKilograms(sum, groupDigits)}\u00A0kg`;
}

/** Only units of one item on one set of terms add to a quantity that says something. */
function isOfOneKind(lines: readonly DocumentLine[]): boolean {
  return new Set(lines.map(({ itemId, terms }) => `${itemId} ${terms}`)).size === 1;
}

function listTerms(lines: readonly DocumentLine[], { word, languages }: Naming): Texts {
  const terms = [...new Set(lines.map((line) => line.terms))];
  const words = terms.map((one) => word(`terms.${one}`));
  return languages.map((language, place) =>
    words.map((texts) => texts[place] ?? "").join(MARKS_OF[language].semicolon),
  );
}

function listDeclarations({ declarations }: DocumentFacts, { word, plain }: Naming): Fact[] {
  return declarations.map(({ kind, number }) => ({
    label: word(kind === "export" ? "fact.declarationExport" : "fact.declarationImport"),
    value: number === null ? word("fact.withoutNumber") : plain(number),
  }));
}

function listParagraphs({ kind, facts, lines, naming }: Draft): Texts[] {
  if (kind !== "donation-certificate" && kind !== "commercial-statement") return [];
  const { word, party } = naming;
  const count = facts.lines.length - lines.length;
  const [giver, recipient] = [party(facts.giver), party(facts.recipient)];
  const declares = kind === "donation-certificate" ? "certificate.declares" : "commercial.declares";
  const others = kind === "donation-certificate" ? "certificate.others" : "commercial.others";
  const said = giver.map(
    (name, place) => word(declares, { giver: name, recipient: recipient[place] ?? "" })[place] ?? "",
  );
  return [said, ...(count === 0 ? [] : [word(others, { count: groupDigits(count) })])];
}

function tableLines({ kind, facts, lines, naming }: Draft): DocumentTable {
  const { word, plain } = naming;
  const lot = (line: DocumentLine): Texts =>
    plain(line.lotNumber).map((text, place) => {
      return line.isRecalled ? `${text} (${word("mark.recalled")[place] ?? ""})` : text;
    });
  const mass = (line: DocumentLine): string | null => {
    const grams = findPackMassGrams(line, facts.itemPacks);
    return grams === undefined ? null : writeKilograms(grams, groupDigits);
  };
  const goods: readonly Cell[] = [
    ["column.line", 5, ({ lineNumber }) => plain(groupDigits(lineNumber)), true],
    ["column.item", 30, ({ itemId }) => naming.item(itemId)],
    ["column.quantity", 12, ({ quantity }) => plain(groupDigits(quantity)), true],
    ["column.unit", 11, ({ itemId }) => naming.unitOf(itemId)],
  ];
  const lots: readonly Cell[] = [
    ["column.lot", 15, lot],
    ["column.expiry", 12, ({ expiry }) => plain(expiry)],
  ];
  const terms: Cell = ["column.terms", 14, (line) => word(`terms.${line.terms}`)];
  const cells = {
    "packing-list": [...goods, ...lots, ["column.gtin", 17, ({ gtin }) => plain(gtin)]],
    "donation-certificate": [...goods, ...lots],
    "commercial-statement": [...goods, ...lots, terms],
    "customs-data": [
      ...goods,
      ["column.hs", 24, (line) => sayHsCode(line, facts, naming)],
      ["column.mass", 14, (line) => plain(mass(line)), true],
      terms,
    ],
  } as const satisfies Readonly<Record<SheetKind, readonly Cell[]>>;
  return {
    columns: cells[kind].map(([head, share, , isNumber]): Column => {
      return { head: word(head), share, ...(isNumber === true ? { isNumber } : {}) };
    }),
    rows: lines.map((line) => cells[kind].map(([, , write]) => write(line))),
  };
}

/** A column: its head, its share of the width, what stands in it, whether that is a number. */
type Cell = readonly [DocumentWord, number, (line: DocumentLine) => Texts, true?];

function sayHsCode(line: DocumentLine, facts: DocumentFacts, { word, plain }: Naming): Texts {
  const found = findHsCode(line, facts);
  if (found === undefined) return plain(null);
  const { code, edition, isDeclared } = found;
  return word(isDeclared ? "hs.declared" : "hs.table", { code, edition });
}

function tablePackages({ facts, naming: { word, plain } }: Draft): DocumentTable {
  return {
    columns: [
      { head: word("column.package"), share: 1, isNumber: true },
      { head: word("column.sscc"), share: 5 },
    ],
    rows: facts.packages.map(({ packageNumber, sscc }) => [plain(groupDigits(packageNumber)), plain(sscc)]),
  };
}

function listNotes({ kind, facts, naming: { word } }: Draft): Texts[] {
  const hasMass = kind === "packing-list" || kind === "customs-data";
  return [
    ...(kind === "packing-list" && facts.packages.length > 0 ? [word("note.contents")] : []),
    ...(hasMass ? [word("note.mass")] : []),
    ...(kind === "customs-data" ? [word("note.hs")] : []),
  ];
}

function listSigners(kind: SheetKind): DocumentWord[] {
  if (kind === "donation-certificate") return ["sign.giver", "sign.recipient"];
  if (kind === "commercial-statement") return ["sign.supplier", "sign.recipient"];
  return ["sign.giver"];
}
