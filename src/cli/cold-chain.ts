import { type Command, Option } from "commander";
import { coldChainEndpoints } from "#api/cold-chain.ts";
import { buildOperatorActor } from "#app/account/operator.ts";
import { readColdHolds, readExcursions } from "#app/cold-chain/decide-cold-hold.ts";
import { readColdRoom } from "#app/cold-chain/read-cold-capacity.ts";
import { stateColdCapacity } from "#app/cold-chain/state-cold-capacity.ts";
import { readKnownPlaces } from "#app/import/party-fields.ts";
import { readLanes } from "#app/lane/read-lanes.ts";
import { TRANSPORT_MODES, type TransportMode } from "#core/consignment/consignment.ts";
import type { LaneId, PartyId } from "#core/id.ts";
import type { Site } from "#core/site/site.ts";
import { type OpenOperator, type Operator, withOperator } from "./operator.ts";
import { parseOptions } from "./options.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";

interface Shown {
  readonly json?: true;
}

/** `wellspring cold-chain room`, `state`, `excursions`, `holds`: what sites hold, what happened there, and what waits. */
export function addColdChainCommand(program: Command, open: OpenOperator): void {
  const parent = program
    .command("cold-chain")
    .description("Cold storage of sites, excursions, units on hold");
  addRoom(parent, open);
  addState(parent, open);
  parent
    .command("excursions")
    .description("Stays outside a temperature class that readings of loggers showed, newest first")
    .option("--json", "data only")
    .action(async (options: Shown) => {
      const found = await withOperator(
        open,
        async ({ context, actor }) => await readExcursions(context, actor),
      );
      if (options.json === true) return printJson(found);
      printTable(found, [
        { title: "class", value: (one) => one.temperatureClass },
        { title: "where", value: (one) => one.siteCode ?? one.consignmentNumber },
        { title: "device", value: (one) => one.device },
        { title: "", value: (one) => (one.kind === "high" ? "too warm" : "too cold") },
        { title: "°C", value: (one) => (one.extremeHundredthsCelsius / 100).toFixed(2) },
        { title: "minutes", value: (one) => one.minutes },
        { title: "from", value: (one) => one.beganAt },
        { title: "open holds", value: (one) => one.openHolds },
      ]);
    });
  parent
    .command("holds")
    .description("Units of which somebody has to say whether they may be used")
    .option("--decided", "those on which somebody has decided")
    .option("--json", "data only")
    .action(async (options: Shown & { readonly decided?: true }) => {
      const holds = await withOperator(open, async ({ context, actor }) => {
        return await readColdHolds(context, actor, { decided: options.decided === true });
      });
      if (options.json === true) return printJson(holds);
      printTable(holds, [
        { title: "hold", value: (one) => one.id },
        { title: "units", value: (one) => one.quantity },
        { title: "item", value: (one) => one.itemId },
        { title: "lot", value: (one) => one.lotNumber },
        { title: "party", value: (one) => one.partyCode },
        { title: "site", value: (one) => one.siteCode },
        { title: "stage", value: (one) => one.stage },
        {
          title: "status",
          value: (one) => [one.status, one.reason, one.decidedBy].filter(Boolean).join(" "),
        },
      ]);
    });
}

function addRoom(parent: Command, open: OpenOperator): void {
  parent
    .command("room")
    .description("What of a site's cold storage is filled, on its way, and free; cubic centimetres")
    .argument("<site>", "the site's code")
    .option("--json", "data only")
    .action(async (code: string, options: Shown) => {
      const room = await withOperator(open, async (operator) => {
        const site = await findSite(operator, code);
        return unwrap(await readColdRoom(operator.context, site.id));
      });
      if (options.json === true) return printJson(room);
      if (!room.stated) print("Nobody has stated what this site holds: nothing is refused there.\n");
      printTable(room.classes, [
        { title: "class", value: (one) => one.temperatureClass },
        { title: "holds", value: (one) => one.held ?? "not stated" },
        { title: "filled", value: (one) => one.filled },
        { title: "on its way", value: (one) => one.onItsWay },
        { title: "free", value: (one) => one.free ?? "not known" },
      ]);
    });
}

const collect = (text: string, texts: readonly string[]): readonly string[] => [...texts, text];

function addState(parent: Command, open: OpenOperator): void {
  parent
    .command("state")
    .description("State all that a site has of cold storage, for its party; what is not named is not there")
    .argument("<site>", "the site's code")
    .option("--class <class=held[/day]>", "cm³ in all, and in a day; once for each class", collect, [])
    .option("--json", "data only")
    .action(async (code: string, options: Shown & { readonly class: readonly string[] }) => {
      const classes = options.class.map(readClass);
      await state(open, options, async (operator) => {
        const { id, partyId } = await findSite(operator, code);
        return { partyId, place: { siteId: id, classes } };
      });
    });
  parent
    .command("state-lane")
    .description(
      "State all that a lane carries cold in a day, for the party it leads from; what is not named it does not carry",
    )
    .argument("<from>", "code of the site it leads from")
    .argument("<to>", "code of the site it leads to")
    .addOption(new Option("--mode <mode>", "how it goes").choices(TRANSPORT_MODES).makeOptionMandatory())
    .option("--class <class=day>", "cm³ in a day; once for each class", collect, [])
    .option("--scenario <name>", "the scenario whose lane it is; left out: what really is")
    .option("--json", "data only")
    .action(async (from: string, to: string, options: LaneOptions) => {
      const classes = options.class.map(readLaneClass);
      await state(open, options, async (operator) => {
        const [start, end] = [await findSite(operator, from), await findSite(operator, to)];
        const laneId = await findLane(operator, { ...options, start, end });
        return { partyId: start.partyId ?? end.partyId, place: { laneId, classes } };
      });
    });
}

interface LaneOptions extends Shown {
  readonly mode: TransportMode;
  readonly scenario?: string;
  readonly class: readonly string[];
}

/** States what a place has, for its party or, where it is nobody's, for the secretariat. */
async function state(
  open: OpenOperator,
  options: Shown,
  findPlace: (operator: Operator) => Promise<{ readonly partyId: PartyId | null; readonly place: object }>,
): Promise<void> {
  const stated = await withOperator(open, async (operator) => {
    const { context, actor, newCommandId } = operator;
    const { partyId, place } = await findPlace(operator);
    const own = partyId === null ? actor : await buildOperatorActor(context, [partyId]);
    const command = parseOptions(coldChainEndpoints.stateColdCapacity.body, {
      partyId: partyId ?? actor.memberships[0]?.partyId,
      ...place,
    });
    return unwrap(await stateColdCapacity(context, { actor: own, commandId: newCommandId() }, command));
  });
  if (options.json === true) return printJson(stated);
  printTable(stated.classes, [
    { title: "class", value: (one) => one.temperatureClass },
    { title: "holds", value: (one) => one.heldCubicCentimetres },
    { title: "a day", value: (one) => one.perDayCubicCentimetres ?? "without limit" },
  ]);
}

const LANE_CLASS = /^([a-z0-9_]+)=(\d+)$/;
const CLASS = /^([a-z0-9_]+)=(\d+)(?:\/(\d+))?$/;

function readClass(text: string) {
  const match = CLASS.exec(text);
  if (match === null) throw malformed([{ field: "--class", value: text, rule: "class_and_volumes" }]);
  const [, temperatureClass, held, perDay] = match;
  return {
    temperatureClass,
    heldCubicCentimetres: Number(held),
    ...(perDay === undefined ? {} : { perDayCubicCentimetres: Number(perDay) }),
  };
}

function readLaneClass(text: string) {
  const match = LANE_CLASS.exec(text);
  if (match === null) throw malformed([{ field: "--class", value: text, rule: "class_and_volumes" }]);
  return { temperatureClass: match[1], perDayCubicCentimetres: Number(match[2]) };
}

async function findLane(
  { context }: Operator,
  { start, end, mode, scenario }: LaneOptions & { readonly start: Site; readonly end: Site },
): Promise<LaneId> {
  for (let afterId: LaneId | undefined; ; ) {
    const { items, nextId } = await readLanes(context, { scenario: scenario ?? null, afterId, limit: 500 });
    const lane = items.find((one) => {
      return one.fromSiteId === start.id && one.toSiteId === end.id && one.mode === mode;
    });
    if (lane !== undefined) return lane.id;
    if (nextId === null) throw malformed([{ field: "--mode", value: mode, rule: "no_lane_between" }]);
    afterId = nextId;
  }
}

async function findSite({ context }: Operator, code: string): Promise<Site> {
  const { sites } = await readKnownPlaces(context.database, context.reference);
  const site = sites.get(code.toUpperCase());
  if (site === undefined) throw malformed([{ field: "site", value: code, rule: "unknown_site" }]);
  return site;
}
