import type { DocumentFacts, DocumentLine, Fact, Label, LabelContent, Texts } from "./content.ts";
import { groupDigits, type Naming, nameThings } from "./naming.ts";
import type { DocumentLanguage } from "./words/catalogue.ts";
import type { DocumentWord } from "./words/words.ts";
import { listMarks } from "./write-sheet.ts";

/**
 * The labels of the packages: GS1-128 with the SSCC of each. Where no package is recorded, one label with the consignment's own
 * number in plain Code 128, which says that it is none of GS1: nobody makes an SSCC without a GS1 company prefix.
 */
export function writePackageLabels(
  languages: readonly DocumentLanguage[],
  facts: DocumentFacts,
): LabelContent {
  const naming = nameThings(facts, languages);
  const { word } = naming;
  const count = facts.packages.length;
  const common = { facts: listRoute(facts, naming), marks: listMarks(facts, naming), matrix: null };
  const follow = followLink(facts, facts.number, naming);
  const own: Label = {
    ...common,
    headline: word("label.consignment"),
    code: {
      barcode: { symbology: "code128", text: facts.number },
      caption: facts.number,
      note: word("label.own"),
    },
    follow,
  };
  const packed = facts.packages.map(({ packageNumber, sscc }): Label => {
    return {
      ...common,
      headline: word("label.package", { number: groupDigits(packageNumber), count: groupDigits(count) }),
      code: {
        barcode: { symbology: "gs1-128", text: `(00)${sscc}` },
        caption: `(00) ${sscc}`,
        note: null,
      },
      follow,
    };
  });
  return content(languages, facts, { naming, labels: count === 0 ? [own] : packed });
}

/** The labels of the goods, one a line: GS1 DataMatrix where a GTIN is recorded, and the way to follow the supply. */
export function writeGoodsLabels(languages: readonly DocumentLanguage[], facts: DocumentFacts): LabelContent {
  const naming = nameThings(facts, languages);
  const labels = facts.lines.map((line): Label => {
    const elements = listElements(line);
    return {
      headline: naming.word("label.goods", { number: groupDigits(line.lineNumber) }),
      facts: listGoods(line, facts, naming),
      marks: [...listMarks(facts, naming), ...(line.isRecalled ? [naming.word("mark.recalled")] : [])],
      code: null,
      matrix:
        elements.length === 0
          ? null
          : {
              barcode: {
                symbology: "gs1datamatrix",
                text: elements.map(([ai, text]) => `(${ai})${text}`).join(""),
              },
              caption: elements.map(([ai, text]) => `(${ai}) ${text}`),
            },
      follow: followLink(facts, line.supplyId, naming),
    };
  });
  return content(languages, facts, { naming, labels });
}

/** Characters of a GS1 element string (GS1 General Specifications, figure 7.11-1) but parentheses, which the notation uses; 20 at most (AI 10). */
const GS1_LOT = /^[!"%-'*-?A-Z_a-z]{1,20}$/;

/**
 * The GS1 elements of a line: GTIN (01), expiry (17), lot (10), the one of no fixed length last. Without a GTIN none: expiry and
 * lot mean nothing alone. The count (37) is not among them: it goes with the GTIN of what a logistic unit holds (02), and
 * in which package a line is, and in how many trade items, is not recorded.
 */
export function listElements({
  gtin,
  expiry,
  lotNumber,
}: Pick<DocumentLine, "gtin" | "expiry" | "lotNumber">): (readonly [ai: string, text: string])[] {
  if (gtin === null) return [];
  return [
    ["01", gtin],
    ...(expiry === null ? [] : [["17", expiry.replaceAll("-", "").slice(2)] as const]),
    ...(lotNumber !== null && GS1_LOT.test(lotNumber) ? [["10", lotNumber] as const] : []),
  ];
}

function content(
  languages: readonly DocumentLanguage[],
  { number }: DocumentFacts,
  { naming, labels }: { readonly naming: Naming; readonly labels: readonly Label[] },
): LabelContent {
  return { kind: "labels", languages, title: naming.word("title.labels"), number, labels };
}

function factWriter({ word }: Naming) {
  return (label: DocumentWord, value: Texts): Fact => ({ label: word(label), value });
}

function listRoute(facts: DocumentFacts, naming: Naming): Fact[] {
  const fact = factWriter(naming);
  return [
    fact("fact.to", naming.site(facts.to)),
    fact("fact.recipient", naming.party(facts.recipient)),
    fact("fact.from", naming.site(facts.from)),
    fact("fact.giver", naming.party(facts.giver)),
    fact("fact.number", naming.plain(facts.number)),
  ];
}

function listGoods(line: DocumentLine, facts: DocumentFacts, naming: Naming): Fact[] {
  const fact = factWriter(naming);
  return [
    fact("column.item", naming.item(line.itemId)),
    fact("column.quantity", naming.amounts([line])),
    fact("column.lot", naming.plain(line.lotNumber)),
    fact("column.expiry", naming.plain(line.expiry)),
    fact("column.gtin", naming.plain(line.gtin)),
    fact("fact.to", naming.site(facts.to)),
    fact("fact.number", naming.plain(facts.number)),
  ];
}

/** A link to the public page, where the operator has said where that is; otherwise the identifier alone. */
function followLink({ origin }: DocumentFacts, identifier: string, { word }: Naming): Label["follow"] {
  const text = origin === null ? identifier : `${origin}/follow/${identifier}`;
  return { barcode: { symbology: "qrcode", text }, caption: word("label.follow") };
}
