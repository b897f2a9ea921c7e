import pg from "pg";
import { v7 } from "uuid";
import { asId } from "#core/id.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { asInstant, occurredInMonth } from "#core/time.ts";
import { type OpenDatabase, openDatabase } from "../../database.ts";
import { insertEntry, insertSupplies } from "../../ledger.ts";
import type { ByteProgress } from "../base-backup.ts";

const PARTY = asId<"party">("00000000-0000-7000-8000-0000000000a1");
const SITE = asId<"site">("00000000-0000-7000-8000-0000000000b1");
const SUPPLY = asId<"supply">("00000000-0000-7000-8000-0000000000c1");
const RECORDED_AT = asInstant("2020-03-01T00:00:00Z");

/** A book of one supply in an embedded database of its own, to which entries can be posted. */
export interface Book extends OpenDatabase {
  /** Posts one entry of `units` units; returns its id once the database has acknowledged it. */
  readonly post: (units: number) => Promise<string>;
}

/** Opens the book in `home`, made if there is none. */
export async function openBook(home: string): Promise<Book> {
  const opened = await openDatabase({ directory: home, applicationName: "wellspring test" });
  await seed(opened);
  const account = { partyId: PARTY, siteId: SITE };
  const post = async (units: number) => {
    const id = asId<"command">(v7());
    const movement: Movement = {
      kind: "pledge",
      reversal: false,
      supplyId: SUPPLY,
      from: { ...account, stage: "produced" },
      to: { ...account, stage: "available" },
      quantity: asQuantity(units),
      recipientId: null,
      consignmentId: null,
      occurred: occurredInMonth("2020-03"),
    };
    const entry = { id, reason: "command", corrects: null, movements: [movement] } as const;
    await insertEntry(opened.db, { ...entry, kind: "test", userId: "test", recordedAt: RECORDED_AT });
    return id;
  };
  return { ...opened, post };
}

async function seed({ connection, db }: OpenDatabase): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query("SELECT 1 FROM supply WHERE supply_id = $1", [SUPPLY]);
    if (rows.length > 0) return;
    await client.query("INSERT INTO country VALUES ('CHN')");
    await client.query("INSERT INTO item VALUES ('mask', NULL, 'item', 'C62', 1000000)");
    await client.query("INSERT INTO party VALUES ($1, 'GIVER', 'Giver', 'agency', NULL, now())", [PARTY]);
    await client.query("INSERT INTO site VALUES ($1, 'STORE', 'Store', 'warehouse', 'CHN')", [SITE]);
  } finally {
    await client.end();
  }
  const supply = {
    id: SUPPLY,
    itemId: "mask",
    giverId: PARTY,
    terms: "grant",
    offerId: null,
    gtin: null,
    lotNumber: null,
    expiry: null,
    pipeline: null,
    emergency: null,
    scenario: null,
  } as const;
  await insertSupplies(db, [supply], RECORDED_AT);
}

/** Tells nobody. */
export const SILENT: ByteProgress = {
  begin: () => undefined,
  advance: () => undefined,
  end: () => undefined,
};
