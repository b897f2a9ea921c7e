/** Units of equipment that came to a place, and what became of the assets among them. */
export interface EquipmentCounts {
  /** Units received there and not brought elsewhere since, those that are used up or lost among them. */
  readonly received: number;
  /** Assets that are put to work there: working, faulty or in repair. */
  readonly commissioned: number;
  readonly working: number;
  /** Faulty or in repair. */
  readonly faulty: number;
  /** Out of use at their end, or lost. */
  readonly ended: number;
}

/** Of one item at a site of a party. */
export interface EquipmentAt extends EquipmentCounts {
  readonly itemId: string;
  readonly partyCode: string;
  readonly siteCode: string;
  readonly siteName: string;
  readonly country: string;
}

export const SHARE_GROUPS = ["site", "recipient", "item"] as const;
export type ShareGroup = (typeof SHARE_GROUPS)[number];

/** A row of what is in working order. What is not grouped by is `null`. */
export interface WorkingShare extends EquipmentCounts {
  readonly itemId: string;
  readonly partyCode: string | null;
  readonly siteCode: string | null;
  readonly siteName: string | null;
  readonly country: string | null;
  /** Working of all that were received, 0 to 1, four decimals; `null` where none was. */
  readonly share: number | null;
}

/**
 * How much of the equipment of each item is in working order, by site, by recipient or altogether: working units of those that were received. What nobody
 * has registered or commissioned counts as received and not as working. Linear in rows; in the order of item, recipient, site.
 *
 * Worked example: of 4 received, 2 are working, 1 is faulty and 1 was never commissioned: share 0.5.
 */
export function shareWorking(rows: readonly EquipmentAt[], by: ShareGroup): WorkingShare[] {
  const groups = new Map<
    string,
    { head: Omit<WorkingShare, keyof EquipmentCounts | "share">; counts: EquipmentCounts }
  >();
  for (const row of rows) {
    const head = {
      itemId: row.itemId,
      partyCode: by === "item" ? null : row.partyCode,
      siteCode: by === "site" ? row.siteCode : null,
      siteName: by === "site" ? row.siteName : null,
      country: by === "site" ? row.country : null,
    };
    const key = JSON.stringify([head.itemId, head.partyCode, head.siteCode]);
    const known = groups.get(key);
    groups.set(key, { head, counts: known === undefined ? row : addCounts(known.counts, row) });
  }
  return [...groups]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { head, counts }]) => {
      const { received, commissioned, working, faulty, ended } = counts;
      const share = received === 0 ? null : Math.round((working / received) * 10_000) / 10_000;
      return { ...head, received, commissioned, working, faulty, ended, share };
    });
}

function addCounts(one: EquipmentCounts, other: EquipmentCounts): EquipmentCounts {
  return {
    received: one.received + other.received,
    commissioned: one.commissioned + other.commissioned,
    working: one.working + other.working,
    faulty: one.faulty + other.faulty,
    ended: one.ended + other.ended,
  };
}
