import { createHash } from "node:crypto";
import { v7 } from "uuid";
import { keepHouse } from "#app/keep-house.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { postMovements } from "#app/ledger/post-movements.ts";
import { PROGRAM_ACTOR } from "#app/program-actor.ts";
import { runCommand } from "#app/run-command.ts";
import { asId } from "#core/id.ts";
import { addSupplies, listPlaces, openBenchBook, timeOf } from "./cases/bench-book.ts";
import {
  CARTONS,
  CONSIGNMENTS,
  countLots,
  listSteps,
  MASKS_PER_CARTON,
  pledgeLot,
  type Step,
} from "./cases/year-of-cartons.ts";

/**
 * How many hours does it take to post a year of 2020's cartons, against the 8,784 that the year took?
 *
 * 112 million cartons of masks, a container of 1,100 a consignment: agreed, dispatched, cleared twice, received and used in four
 * reports, a command each, with all that a command does: the look-up of its id, the decision on the balances, locks, entry,
 * movement, totals, audit record, and a transaction with the durability of the product's defaults. Eight connections, a
 * consignment each. Then everything gets its position, its leaf in the log and its place in the roll-up, which is in the time. Not
 * in it: permission and what is asked for beside the movements (the agreement's text, the consignment's papers).
 *
 * A twentieth of the year is posted, in five parts; the year is that time twenty times, and how far the last part differs from the
 * first is printed. The whole book is checked, and that every carton was used, before.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const SHARE = IS_SMOKE ? 1 / 10_000 : 1 / 20;
const PARTS = IS_SMOKE ? 1 : 5;
const CONNECTIONS = 8;
const YEAR_HOURS = 8784;
const SECONDS_PER_HOUR = 3600;

const book = await openBenchBook(CONNECTIONS);
const { context } = book;
const places = await listPlaces(book);
const consignments = PARTS * Math.ceil((CONSIGNMENTS * SHARE) / PARTS);
const lots = await addSupplies(book, places, countLots(consignments));

async function post({ kind, movement }: Step): Promise<void> {
  const meta = { commandId: asId<"command">(v7()), actor: PROGRAM_ACTOR };
  const result = await runCommand(
    context,
    meta,
    { kind, body: movement },
    async (scope) => await postMovements(scope, kind, [movement]),
  );
  if (!result.ok) throw new Error(`bench: refused: ${JSON.stringify(result.refusal)}`);
}

/** Posts what each index stands for, as many at a time as there are connections. */
async function postAll(from: number, to: number, stepsOf: (index: number) => readonly Step[]): Promise<void> {
  let next = from;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (next < to) for (const step of stepsOf(next++)) await post(step);
    }),
  );
}

const partSeconds: number[] = [];
const perPart = consignments / PARTS;
const seconds =
  (await timeOf(async () => {
    await postAll(0, lots.length, (index) => [pledgeLot(lots[index]!, index, lots.length)]);
    for (let part = 0; part < PARTS; part += 1) {
      const taken = await timeOf(async () => {
        await postAll(part * perPart, (part + 1) * perPart, (index) =>
          listSteps(lots, places, index, consignments),
        );
        await keepHouse(context);
      });
      partSeconds.push(taken / 1000);
      console.error(`year: part ${part + 1} of ${PARTS}: ${Math.round(taken / 1000)} s`);
    }
  })) / 1000;

const checked = await checkLedger(context);
const holds = checked.sumZero && checked.negative === 0 && checked.balancesMatch && checked.rollUp.matches;
if (!holds || checked.ledgerPosition !== checked.entries) {
  throw new Error(`bench: the book does not hold: ${JSON.stringify(checked)}`);
}
const { rows } = await book.owner.query<{ stage: string; units: string; movements: string }>(
  "select to_stage as stage, sum(quantity)::text as units, count(*)::text as movements from movement group by 1 order by 1",
);
const used = Number(rows.find(({ stage }) => stage === "used")?.units ?? 0) / MASKS_PER_CARTON;
const usedShare = used / CARTONS;
if (Math.abs(usedShare / (consignments / CONSIGNMENTS) - 1) > 0.001)
  throw new Error(`bench: ${used} cartons were used`);
const hash = createHash("sha256").update(JSON.stringify(rows)).digest("hex");
await book.close();

const yearHours = (seconds * (CONSIGNMENTS / consignments)) / SECONDS_PER_HOUR;
console.log(
  JSON.stringify({
    commands: checked.entries,
    cartonsPosted: used,
    commandsPerSecond: Math.round(checked.entries / seconds),
    yearHours: Number(yearHours.toFixed(3)),
    yearCommands: Math.round(checked.entries * (CONSIGNMENTS / consignments)),
    realYearTimesPosting: Math.round(YEAR_HOURS / yearHours),
    lastPartTimesFirst: Number((partSeconds.at(-1)! / partSeconds[0]!).toFixed(2)),
    hash,
  }),
);
