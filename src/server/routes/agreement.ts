import type { agreementEndpoints } from "#api/agreement.ts";
import { acceptAgreement } from "#app/agreement/accept-agreement.ts";
import { consultAgreement } from "#app/agreement/consult-agreement.ts";
import { declineAgreement } from "#app/agreement/decline-agreement.ts";
import { proposeAgreement } from "#app/agreement/propose-agreement.ts";
import { proposeRedirect } from "#app/agreement/propose-redirect.ts";
import { readFittingCalls } from "#app/agreement/read-fitting-calls.ts";
import { readAgreement, readAgreements } from "#app/agreement/read-agreements.ts";
import { withdrawAgreement } from "#app/agreement/withdraw-agreement.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const agreementHandlers = {
  listAgreements: async ({ query }, { context, actor }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { party: partyCode, status, scenario = null } = query;
    const filter = { partyCode, status, scenario };
    return accept(showPage(await readAgreements(context, actor, filter, page.value)));
  },
  getAgreement: async ({ params }, { context, actor }) =>
    await readAgreement(context, actor, params.agreementId),
  proposeAgreement: async ({ body }, { context, meta }) => await proposeAgreement(context, meta, body),
  listFittingCalls: async ({ params }, { context, actor }) =>
    await readFittingCalls(context, actor, params.consignmentId),
  proposeRedirect: async ({ params, body }, { context, meta }) =>
    await proposeRedirect(context, meta, { ...params, ...body }),
  consultAgreement: async ({ params, body }, { context, meta }) =>
    await consultAgreement(context, meta, { ...params, ...body }),
  acceptAgreement: async ({ params, body }, { context, meta }) =>
    await acceptAgreement(context, meta, { ...params, ...body }),
  declineAgreement: async ({ params, body }, { context, meta }) =>
    await declineAgreement(context, meta, { ...params, ...body }),
  withdrawAgreement: async ({ params, body }, { context, meta }) =>
    await withdrawAgreement(context, meta, { ...params, ...body }),
} satisfies Pick<Handlers, keyof typeof agreementEndpoints>;
