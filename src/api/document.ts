import { z } from "zod";
import { DOCUMENT_LANGUAGES_MAX, type DocumentKind } from "#core/document/document.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { bytesView, reading } from "./endpoint.ts";
import { idOf } from "./scalars.ts";

type Language = (typeof NAME_LANGUAGES)[number];

function isLanguage(text: string): text is Language {
  return NAME_LANGUAGES.some((language) => language === text);
}

/** One or two of the six languages, no two the same, with a comma between: `fr,ar`. The first gives the document its direction. */
export const documentQuery = z.object({
  languages: z
    .string()
    .max(20)
    .refine(
      (text) => {
        const words = text.split(",");
        const isFew = words.length <= DOCUMENT_LANGUAGES_MAX && new Set(words).size === words.length;
        return isFew && words.every(isLanguage);
      },
      { message: "document_languages" },
    ),
});

/** The languages of a query that {@link documentQuery} has checked. */
export function readLanguages(languages: string): readonly Language[] {
  return languages.split(",").filter(isLanguage);
}

function print(kind: DocumentKind, summary: string) {
  return reading({
    path: `/consignments/:consignmentId/documents/${kind}.pdf`,
    summary,
    tag: "consignments",
    access: "signed_in",
    params: z.object({ consignmentId: idOf("consignment") }),
    query: documentQuery,
    response: bytesView,
    media: "application/pdf",
  });
}

export const documentEndpoints = {
  printPackingList: print("packing-list", "Packing list, in one or two languages"),
  printDonationCertificate: print(
    "donation-certificate",
    "Certificate of donation: of what was given, and of nothing else",
  ),
  printCommercialStatement: print(
    "commercial-statement",
    "Pro forma statement of what was supplied against payment",
  ),
  printCustomsData: print(
    "customs-data",
    "Data for a customs declaration, with what is not stated called so",
  ),
  printPackageLabels: print(
    "package-labels",
    "Labels of the packages: SSCC as GS1-128, and the way to follow them",
  ),
  printGoodsLabels: print(
    "goods-labels",
    "Labels of the goods, line by line: GS1 DataMatrix where a GTIN is recorded",
  ),
};
