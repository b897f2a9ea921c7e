import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { listSendingsThen, measureSendings, type RoundsInput, shareOutByWeeks } from "./cases/ppe-rounds.ts";
import { type Delivery, type Lot, readPpeCase } from "./cases/ppe-rows.ts";

/**
 * What would rounds have done with the offers and matches of a real exchange of protective equipment in 2020 and 2021,
 * against what was done then? Not a measurement of time. The files lie in `../shared/data/ppe-matching` and are not part
 * of the repository: without them `--smoke` says so and ends well, and the full run fails, so that nothing is recorded.
 *
 * What is shared out: `goods` is what was delivered in the end, from the day of its match: the same goods to the same
 * needs, shared otherwise. In `halves` a line gets half of what it needs or nothing, in `whole` all or nothing. `offers` is every
 * offer taken at its word, for as long as it takes; `lapsing` is that, an offer being gone after 8 weeks.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const FOLDER = join(import.meta.dirname, "../../shared/data/ppe-matching");
const LAPSE_WEEKS = 8;
/** Smoke: what was known before 1 July 2020. */
const SMOKE_UNTIL_DAY = Date.parse("2020-07-01T00:00:00Z") / 86_400_000;

if (existsSync(FOLDER)) await compare();
else if (IS_SMOKE) {
  console.error("ppe-matching: skipped: ../shared/data/ppe-matching is absent");
  console.log(JSON.stringify({ skipped: "../shared/data/ppe-matching is absent", hash: "none" }));
} else throw new Error("bench: ../shared/data/ppe-matching is absent");

async function compare(): Promise<void> {
  const load = (name: string) =>
    gunzipSync(readFileSync(join(FOLDER, `getusppe-${name}-half.csv.gz`))).toString("utf8");
  const read = readPpeCase({ offers: load("offers"), matches: load("matches") });
  const isEarly = ({ day }: { readonly day: number }) => !IS_SMOKE || day < SMOKE_UNTIL_DAY;
  const [offers, deliveries, needs] = [
    read.offers.filter(isEarly),
    read.deliveries.filter(isEarly),
    read.needs.filter(isEarly),
  ];
  const plain = { needs, leastPerMille: 0, lapseWeeks: Infinity };
  const cases: Readonly<Record<string, RoundsInput>> = {
    goods: { ...plain, lots: deliveries },
    halves: { ...plain, lots: deliveries, leastPerMille: 500 },
    whole: { ...plain, lots: deliveries, leastPerMille: 1000 },
    offers: { ...plain, lots: offers },
    lapsing: { ...plain, lots: offers, lapseWeeks: LAPSE_WEEKS },
  };
  const figures: Record<string, number> = {};
  const put = (name: string, measures: Readonly<Record<string, number>>) => {
    for (const [measure, value] of Object.entries(measures)) {
      figures[`${name}${measure[0]!.toUpperCase()}${measure.slice(1)}`] = Number(value.toFixed(6));
    }
  };
  put("leftOut", read.leftOut);
  put("known", describeOffers(offers, deliveries));
  // The same deliveries, as parts of what was delivered and of what was offered.
  put("thenOfGoods", { ...measureSendings(cases["goods"]!, listSendingsThen(cases["goods"]!, deliveries)) });
  put("thenOfOffers", {
    ...measureSendings(cases["offers"]!, listSendingsThen(cases["offers"]!, deliveries)),
  });
  const answers = createHash("sha256");
  for (const [name, input] of Object.entries(cases)) {
    console.error(`ppe-matching: ${name}`);
    const { sendings, roundCount } = await shareOutByWeeks(input);
    answers.update(JSON.stringify(sendings));
    put(name, { ...measureSendings(input, sendings), roundCount });
  }
  const distance = "unknown: the files give a donor's state, and no place of a facility";
  console.log(JSON.stringify({ ...figures, distance, hash: answers.digest("hex") }));
}

/** What bears on how far the comparison goes: offers that were written down with their delivery, and offers of great size. */
function describeOffers(offers: readonly Lot[], deliveries: readonly Delivery[]) {
  const nameOf = ({ donor, item, units, day }: Lot) => `${donor} ${item} ${units} ${day}`;
  const offered = new Set(offers.map(nameOf));
  const units = offers.map((offer) => offer.units).sort((a, b) => b - a);
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
  return {
    offeredUnits: sum(units),
    greatestThreeOffersUnits: sum(units.slice(0, 3)),
    deliveryCount: deliveries.length,
    deliveriesOfferedSameDayCount: deliveries.filter((one) => offered.has(nameOf(one))).length,
  };
}
