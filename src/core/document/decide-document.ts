import { accept, type Result, refuse } from "#core/result.ts";
import type { DocumentContent, DocumentFacts } from "./content.ts";
import { type DocumentKind, listNeededTerms, type NoLinesOnTheseTermsRefusal, speaksOf } from "./document.ts";
import type { DocumentLanguage } from "./words/catalogue.ts";
import { writeGoodsLabels, writePackageLabels } from "./write-labels.ts";
import { writeSheet } from "./write-sheet.ts";

/**
 * What the document says. Refuses with `no_lines_on_these_terms`: a certificate of donation where nothing was given, a
 * commercial statement where nothing was supplied against payment.
 */
export function decideDocument(
  kind: DocumentKind,
  languages: readonly DocumentLanguage[],
  facts: DocumentFacts,
): Result<DocumentContent, NoLinesOnTheseTermsRefusal> {
  const found = [...new Set(facts.lines.map(({ terms }) => terms))];
  if (!found.some((terms) => speaksOf(kind, terms))) {
    return refuse({
      code: "no_lines_on_these_terms",
      document: kind,
      needed: listNeededTerms(kind),
      found,
    });
  }
  if (kind === "package-labels") return accept(writePackageLabels(languages, facts));
  if (kind === "goods-labels") return accept(writeGoodsLabels(languages, facts));
  return accept(writeSheet(kind, languages, facts));
}
