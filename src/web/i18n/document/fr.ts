import type { DocumentMessages } from "../messages.ts";

/** French texts of the papers of a consignment. */
export const documentFr: DocumentMessages = {
  "consignment.papers": "Documents",
  "consignment.noPapers": "Aucune déclaration en douane n’est enregistrée.",
  "document.print": "Imprimer les papiers",
  "document.lead":
    "D’après ce qui est enregistré, en une langue ou en deux côte à côte. Ce qui n’est pas enregistré est dit « non précisé ».",
  "document.kind": "Document",
  "document.first": "Langue",
  "document.second": "Seconde langue",
  "document.onlyOne": "une seule langue",
  "document.save": "Enregistrer en PDF",
  "document.kind.packing-list": "Liste de colisage",
  "document.kind.donation-certificate": "Certificat de don",
  "document.kind.commercial-statement": "État commercial (pro forma)",
  "document.kind.customs-data": "Données pour la déclaration en douane",
  "document.kind.package-labels": "Étiquettes des colis",
  "document.kind.goods-labels": "Étiquettes des marchandises",
  "document.sold":
    "Seul ce qui a été donné figure au certificat de don ; ce qui est fourni contre paiement a son propre état.",
  "problem.no_lines_on_these_terms":
    "Rien dans cet envoi n’a été fourni aux conditions dont parle ce document.",
  "rule.document_languages": "choisissez une ou deux langues",
};
