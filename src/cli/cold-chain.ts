import type { Command } from "commander";
import { coldChainEndpoints } from "#api/cold-chain.ts";
import { buildOperatorActor } from "#app/account/operator.ts";
import { readColdHolds, readExcursions } from "#app/cold-chain/decide-cold-hold.ts";
import { readColdRoom } from "#app/cold-chain/read-cold-capacity.ts";
import { stateColdCapacity } from "#app/cold-chain/state-cold-capacity.ts";
import { readKnownPlaces } from "#app/import/party-fields.ts";
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

function addState(parent: Command, open: OpenOperator): void {
  const collect = (text: string, texts: readonly string[]): readonly string[] => [...texts, text];
  parent
    .command("state")
    .description("State all that a site has of cold storage, for its party; what is not named is not there")
    .argument("<site>", "the site's code")
    .option("--class <class=held[/day]>", "cm³ in all, and in a day; once for each class", collect, [])
    .option("--json", "data only")
    .action(async (code: string, options: Shown & { readonly class: readonly string[] }) => {
      const stated = await withOperator(open, async (operator) => {
        const { context, actor, newCommandId } = operator;
        const { id, partyId } = await findSite(operator, code);
        const own = partyId === null ? actor : await buildOperatorActor(context, [partyId]);
        const command = parseOptions(coldChainEndpoints.stateColdCapacity.body, {
          partyId: partyId ?? actor.memberships[0]?.partyId,
          siteId: id,
          classes: options.class.map(readClass),
        });
        return unwrap(await stateColdCapacity(context, { actor: own, commandId: newCommandId() }, command));
      });
      if (options.json === true) return printJson(stated);
      printTable(stated.classes, [
        { title: "class", value: (one) => one.temperatureClass },
        { title: "holds", value: (one) => one.heldCubicCentimetres },
        { title: "a day", value: (one) => one.perDayCubicCentimetres ?? "without limit" },
      ]);
    });
}

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

async function findSite({ context }: Operator, code: string): Promise<Site> {
  const { sites } = await readKnownPlaces(context.database, context.reference);
  const site = sites.get(code.toUpperCase());
  if (site === undefined) throw malformed([{ field: "site", value: code, rule: "unknown_site" }]);
  return site;
}
