import type { DocumentMessages } from "../messages.ts";

/** Spanish texts of the papers of a consignment. */
export const documentEs: DocumentMessages = {
  "consignment.papers": "Documentos",
  "consignment.noPapers": "No hay ninguna declaración de aduanas registrada.",
  "document.print": "Imprimir los documentos",
  "document.lead":
    "Según lo registrado, en un idioma o en dos lado a lado. Lo que no está registrado se indica como «no indicado».",
  "document.kind": "Documento",
  "document.first": "Idioma",
  "document.second": "Segundo idioma",
  "document.onlyOne": "un solo idioma",
  "document.save": "Guardar como PDF",
  "document.kind.packing-list": "Lista de empaque",
  "document.kind.donation-certificate": "Certificado de donación",
  "document.kind.commercial-statement": "Declaración comercial (proforma)",
  "document.kind.customs-data": "Datos para la declaración de aduana",
  "document.kind.package-labels": "Etiquetas de los bultos",
  "document.kind.goods-labels": "Etiquetas de las mercancías",
  "document.sold":
    "Solo lo donado figura en el certificado de donación; lo suministrado contra pago tiene su propia declaración.",
  "problem.no_lines_on_these_terms":
    "Nada en este envío se suministró en las condiciones de las que trata este documento.",
  "rule.document_languages": "elija uno o dos idiomas",
};
