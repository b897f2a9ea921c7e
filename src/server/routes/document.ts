import { type documentEndpoints, type documentQuery, readLanguages } from "#api/document.ts";
import type { z } from "zod";
import type { AppContext } from "#app/context.ts";
import { writeDocument } from "#app/document/write-document.ts";
import type { DocumentKind } from "#core/document/document.ts";
import type { ConsignmentId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import type { Handlers } from "../handler.ts";

function print(kind: DocumentKind) {
  return async (
    {
      params,
      query,
    }: {
      readonly params: { readonly consignmentId: ConsignmentId };
      readonly query: z.output<typeof documentQuery>;
    },
    { context, actor }: { readonly context: AppContext; readonly actor: Actor },
  ) => await writeDocument(context, actor, { ...params, kind, languages: readLanguages(query.languages) });
}

export const documentHandlers = {
  printPackingList: print("packing-list"),
  printDonationCertificate: print("donation-certificate"),
  printCommercialStatement: print("commercial-statement"),
  printCustomsData: print("customs-data"),
  printPackageLabels: print("package-labels"),
  printGoodsLabels: print("goods-labels"),
} satisfies Pick<Handlers, keyof typeof documentEndpoints>;
