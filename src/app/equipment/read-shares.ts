import { type ShareGroup, shareWorking, type WorkingShare } from "#core/equipment/working-share.ts";
import type { SiteId } from "#core/id.ts";
import { dayOf } from "#core/time.ts";
import { writeCsv } from "#formats/table/write-table.ts";
import { listEquipment } from "#store/equipment-share.ts";
import type { AppContext } from "../context.ts";

/** Of which equipment the share in working order is asked for, and by what. */
export interface ShareQuestion {
  readonly by?: ShareGroup | undefined;
  readonly itemId?: string | undefined;
  readonly partyCode?: string | undefined;
  readonly siteId?: SiteId | undefined;
}

/** How much of the equipment that was received is in working order. It is public, as the statement is. */
export async function readShares(context: AppContext, { by = "site", ...filter }: ShareQuestion) {
  return { by, rows: shareWorking(await listEquipment(context.database, filter), by) };
}

/** The same as a CSV file. */
export async function writeSharesCsv(context: AppContext, question: ShareQuestion) {
  const { rows } = await readShares(context, question);
  const text = writeCsv<WorkingShare>(rows, [
    { header: "item", value: ({ itemId }) => itemId },
    { header: "recipient", value: ({ partyCode }) => partyCode },
    { header: "site", value: ({ siteCode }) => siteCode },
    { header: "site_name", value: ({ siteName }) => siteName },
    { header: "country", value: ({ country }) => country },
    { header: "received", value: ({ received }) => received },
    { header: "commissioned", value: ({ commissioned }) => commissioned },
    { header: "working", value: ({ working }) => working },
    { header: "faulty", value: ({ faulty }) => faulty },
    { header: "ended", value: ({ ended }) => ended },
    { header: "share_in_working_order", value: ({ share }) => share },
  ]);
  return { fileName: `equipment-${dayOf(context.now())}.csv`, text };
}
