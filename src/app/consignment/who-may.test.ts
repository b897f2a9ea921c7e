import fc from "fast-check";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asId, type CommandId, type ConsignmentId, type PartyId } from "#core/id.ts";
import { type Actor, ROLES, type Role } from "#core/party/party.ts";
import { occurredInMonth } from "#core/time.ts";
import { bring, type Chain, countAllRows, openChain, receive } from "#test/fixtures/chain.ts";
import { actFor, addParty, newMeta, openWorld, units, type World } from "#test/fixtures/world.ts";
import type { CommandMeta } from "../context.ts";
import { correctEntry } from "../ledger/correct-entry.ts";
import { readEntry } from "../ledger/read-entry.ts";
import { recordUse } from "../ledger/record-use.ts";
import { addPhotograph } from "../receipt/add-photograph.ts";
import { readJpegOf } from "../receipt/read-photographs.ts";
import { receiveConsignment } from "../receipt/receive-consignment.ts";
import { recountConsignment } from "../receipt/recount-consignment.ts";
import { settleDifference } from "../receipt/settle-difference.ts";
import { arriveConsignment } from "./arrive-consignment.ts";
import { cancelConsignment } from "./cancel-consignment.ts";
import { clearExport, clearImport } from "./clear-consignment.ts";
import { departConsignment } from "./depart-consignment.ts";
import { dispatchConsignment } from "./dispatch-consignment.ts";
import { holdConsignment, releaseConsignment } from "./hold-consignment.ts";
import { loseConsignment } from "./lose-consignment.ts";
import { packConsignment } from "./pack-consignment.ts";
import { planConsignment } from "./plan-consignment.ts";
import { recordDeliveries } from "./record-deliveries.ts";

/**
 * Drives the use cases themselves, not the table of permissions: what they tell it of who stands how to the thing is
 * what can be wrong. Every command is one that is refused even where its sender may do it, for another reason and after
 * the permission, so thousands of them leave the database as it was.
 */

/** The parties of these worlds: the two sides, one that has no part in anything, and the secretariat. */
const PARTIES = ["giver", "taker", "other", "secretariat"] as const;
type PartyName = (typeof PARTIES)[number];
/** Whether the sender holds one of the roles (their words, with spaces between) in the party. */
type Holds = (party: PartyName, roles: string) => boolean;

/** How far the consignments of these worlds have come. */
const STATES = ["packed", "arrived", "import_cleared", "held", "lost", "disputed"] as const;
type State = (typeof STATES)[number];

interface Case {
  readonly chain: Chain;
  readonly consignmentId: ConsignmentId;
  readonly ids: Readonly<Record<PartyName, PartyId>>;
}

type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: { readonly code: string } };

/** Something that somebody tries, who may, and what is answered to those who may. */
interface Deed {
  readonly may: (holds: Holds, on: { readonly state: State; readonly party: PartyName }) => boolean;
  readonly answer: string | ((state: State) => string);
  readonly run: (meta: CommandMeta, on: Case & { readonly party: PartyName }) => Promise<Answer>;
}

let world: World;
let other: PartyId;
const cases = new Map<State, Case>();
/** The entries of the case that is disputed: of its offer, its receipt and a use, and one of a recorded delivery. */
let entries: Readonly<Record<"offer" | "receipt" | "use" | "delivery", CommandId>>;

async function openCase(state: State): Promise<Case> {
  const chain = await openChain(world);
  const last = { packed: "pack", arrived: "arrive", disputed: "arrive" } as const;
  const consignmentId = await bring(chain, state in last ? last[state as keyof typeof last] : "clear_import");
  const meta = newMeta(chain.receiver);
  if (state === "held") await holdConsignment(world.context, meta, { consignmentId });
  if (state === "lost") await loseConsignment(world.context, meta, { consignmentId });
  if (state === "disputed") await receive(chain, consignmentId, [[97], [40]]);
  const ids = { giver: chain.giver.id, taker: chain.taker.id, other, secretariat: world.secretariatId };
  return { chain, consignmentId, ids };
}

async function openEntries({ chain }: Case): Promise<typeof entries> {
  const use = newMeta(chain.receiver);
  const line = { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(1) };
  await recordUse(world.context, use, { partyId: chain.taker.id, kind: "use", lines: [line] });
  const delivery = asId<"command">(v7());
  const recorded = {
    id: delivery,
    giver: { code: "COVAX", name: "COVAX", kind: "agency", country: null },
    recipientCountry: "ETH",
    itemId: "medical_mask",
    quantity: units(10),
    terms: "not_stated",
    pipeline: null,
    occurred: occurredInMonth("2021-03"),
    sourceUrl: null,
    lotNumber: null,
    expiry: null,
    line: 1,
  } as const;
  await recordDeliveries(world.context, newMeta(actFor([world.secretariatId])), { deliveries: [recorded] });
  const find = async (kind: string): Promise<CommandId> => {
    const row = await world.owner
      .selectFrom("entry")
      .innerJoin("movement", "movement.entryId", "entry.id")
      .where("movement.supplyId", "=", chain.masks)
      .where("entry.kind", "=", kind)
      .select("entry.id")
      .executeTakeFirstOrThrow();
    return asId<"command">(row.id);
  };
  return {
    offer: await find("make_offer"),
    receipt: await find("receive_consignment"),
    use: use.commandId,
    delivery,
  };
}

beforeAll(async () => {
  world = await openWorld();
  other = (await addParty(world)).id;
  for (const state of STATES) cases.set(state, await openCase(state));
  entries = await openEntries(getCase("disputed"));
});
afterAll(async () => await world.drop());

function getCase(state: State): Case {
  const found = cases.get(state);
  if (found === undefined) throw new Error(`no case ${state}`);
  return found;
}

/** A step of a consignment; the version is never the one there is. */
function step(
  take: (
    context: World["context"],
    meta: CommandMeta,
    command: { consignmentId: ConsignmentId },
  ) => Promise<Answer>,
  may: Deed["may"],
): Deed {
  return {
    may,
    answer: "version_changed",
    run: async (meta, { consignmentId }) =>
      await take(world.context, { ...meta, expectedVersion: 999 }, { consignmentId }),
  };
}

/** A correction of one of the disputed case's entries, in the name of a party; the quantity is none. */
function correction(entry: keyof typeof entries, may: Deed["may"], answer = "malformed"): Deed {
  return {
    may,
    answer,
    run: async (meta, { party }) =>
      await correctEntry(world.context, meta, {
        entryId: entries[entry],
        partyId: getCase("disputed").ids[party],
        reason: "count_error",
        lines: [{ lineNumber: 1, quantity: -1 }],
      }),
  };
}

const DEEDS = {
  plan: {
    may: (holds) => holds("giver", "focal_point logistician"),
    answer: (state) => (state === "lost" ? "agreement_not_concluded" : "malformed"),
    run: async (meta, { chain }) =>
      await planConsignment(world.context, meta, {
        agreementId: chain.agreementId,
        mode: "air",
        fromSiteId: chain.fromSiteId,
        toSiteId: chain.toSiteId,
        lines: [{ agreementLineNumber: 99, quantity: units(1) }],
      }),
  },
  pack: step(
    async (context, meta, command) => await packConsignment(context, meta, { ...command, packages: [] }),
    (holds) => holds("giver", "logistician warehouse"),
  ),
  cancel: step(cancelConsignment, (holds) => holds("giver", "focal_point logistician")),
  dispatch: step(dispatchConsignment, (holds) => holds("giver", "logistician warehouse")),
  clear_export: step(clearExport, (holds) => holds("giver", "logistician")),
  depart: step(departConsignment, (holds) => holds("giver", "logistician")),
  arrive: step(
    arriveConsignment,
    (holds) => holds("giver", "logistician") || holds("taker", "logistician warehouse"),
  ),
  clear_import: step(clearImport, (holds) => holds("taker", "logistician")),
  hold: step(holdConsignment, (holds) => holds("giver", "logistician") || holds("taker", "logistician")),
  release: step(
    releaseConsignment,
    (holds) => holds("giver", "logistician") || holds("taker", "logistician"),
  ),
  // In the recipient's hands from import clearance on, held or lost or not: the giver has no say then.
  lose: step(loseConsignment, (holds, { state }) => {
    const isInHands = state === "import_cleared" || state === "held" || state === "lost";
    return holds("taker", "logistician") || (!isInHands && holds("giver", "logistician"));
  }),
  receive: {
    ...step(
      async (context, meta, command) => await receiveConsignment(context, meta, { ...command, lines: [] }),
      (holds) => holds("taker", "logistician warehouse"),
    ),
    answer: (state) => (state === "disputed" ? "already_received" : "version_changed"),
  },
  recount: step(
    async (context, meta, command) => await recountConsignment(context, meta, { ...command, lines: [] }),
    (holds) => holds("taker", "logistician warehouse"),
  ),
  // Each side speaks for itself alone, and who is no side for nobody.
  settle: {
    may: (holds, { party }) =>
      (party === "giver" || party === "taker") && holds(party, "focal_point logistician"),
    answer: "malformed",
    run: async (meta, { party }) => {
      const { consignmentId, ids } = getCase("disputed");
      const said = { lineNumber: 1, kind: "short", reason: "sent_uncounted" } as const;
      return await settleDifference(world.context, meta, { ...said, consignmentId, partyId: ids[party] });
    },
  },
  photograph: {
    may: (holds) => holds("taker", "logistician warehouse"),
    answer: (state) => (state === "disputed" ? "malformed" : "not_found"),
    run: async (meta, { consignmentId }) =>
      await addPhotograph(world.context, meta, { consignmentId, lineNumber: 1, jpeg: new Uint8Array() }),
  },
  see_photographs: {
    may: (holds) =>
      holds("giver", "focal_point logistician warehouse auditor") ||
      holds("taker", "focal_point logistician warehouse auditor"),
    answer: "not_found",
    run: async ({ actor }, { consignmentId }) => {
      const photographId = asId<"photograph">(v7());
      return await readJpegOf(world.context, actor, { consignmentId, photographId });
    },
  },
  use: {
    may: (holds, { party }) => holds(party, "warehouse logistician"),
    answer: "malformed",
    run: async (meta, { chain, ids, party }) =>
      await recordUse(world.context, meta, {
        partyId: ids[party],
        kind: "use",
        occurred: "2031-01-01",
        lines: [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(1) }],
      }),
  },
  correct_offer: correction(
    "offer",
    (holds, { party }) => party === "giver" && holds("giver", "focal_point logistician warehouse"),
  ),
  correct_use: correction(
    "use",
    (holds, { party }) => party === "taker" && holds("taker", "logistician warehouse"),
  ),
  // Both sides took part in the receipt; they are told what to do instead.
  correct_receipt: correction(
    "receipt",
    (holds, { party }) => (party === "giver" || party === "taker") && holds(party, "logistician warehouse"),
    "not_correctable",
  ),
  correct_delivery: correction("delivery", (holds) => holds("secretariat", "coordinator")),
  read_use: {
    // A team leader sees the deployments of teams alone.
    may: (holds) =>
      holds("taker", "focal_point coordinator logistician warehouse auditor administrator") ||
      holds("secretariat", "coordinator auditor"),
    answer: "accepted",
    run: async ({ actor }) => await readEntry(world.context, actor, entries.use),
  },
} as const satisfies Readonly<Record<string, Deed>>;

const memberships = fc.array(
  fc.record({ party: fc.constantFrom(...PARTIES), role: fc.constantFrom<Role>(...ROLES) }),
  { maxLength: 3 },
);
// The keys of a const table.
const deedNames = fc.constantFrom(...(Object.keys(DEEDS) as (keyof typeof DEEDS)[]));

async function attempt(
  name: keyof typeof DEEDS,
  held: readonly { readonly party: PartyName; readonly role: Role }[],
  on: { readonly state: State; readonly party: PartyName },
): Promise<{ readonly answered: string; readonly expected: string }> {
  const deed: Deed = DEEDS[name];
  const found = getCase(on.state);
  // The entries are those of the disputed case, so its parties are who holds the roles there.
  const isOfEntry = name === "settle" || name.startsWith("correct") || name === "read_use";
  const { ids } = isOfEntry ? getCase("disputed") : found;
  const sender: Actor = {
    userId: asId<"user">(v7()),
    memberships: held.map(({ party, role }) => ({ partyId: ids[party], role })),
  };
  const holds: Holds = (party, roles) =>
    held.some((one) => one.party === party && roles.split(" ").includes(one.role));
  const answer = await deed.run(newMeta(sender), { ...found, party: on.party });
  const allowed = typeof deed.answer === "string" ? deed.answer : deed.answer(on.state);
  return {
    answered: answer.ok ? "accepted" : answer.refusal.code,
    expected: deed.may(holds, on) ? allowed : "not_permitted",
  };
}

test("every use case lets do what the sentences above say, whoever tries it, and writes nothing", {
  timeout: 300_000,
}, async () => {
  const before = await countAllRows(world.owner);
  const seen = { permitted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      deedNames,
      memberships,
      fc.constantFrom(...STATES),
      fc.constantFrom(...PARTIES),
      async (name, held, state, party) => {
        const { answered, expected } = await attempt(name, held, { state, party });
        seen[expected === "not_permitted" ? "refused" : "permitted"] += 1;
        expect([name, answered]).toEqual([name, expected]);
      },
    ),
    { numRuns: 1800 },
  );
  // Worlds in which nobody may do anything would prove nothing.
  expect(seen.permitted).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(100);
  expect(await countAllRows(world.owner)).toEqual(before);
});

test("every role alone: who may lose a consignment, state by state", { timeout: 300_000 }, async () => {
  for (const state of STATES) {
    for (const party of PARTIES) {
      for (const role of ROLES) {
        const { answered, expected } = await attempt("lose", [{ party, role }], { state, party });
        expect([state, party, role, answered]).toEqual([state, party, role, expected]);
      }
    }
  }
});
