import { listAnsweringItems } from "#core/allocation/answering-items.ts";
import { openEquipment, type RoundEquipment } from "#core/allocation/round-equipment.ts";
import { demandKey, supplyKey } from "#core/allocation/round-keys.ts";
import type { SnapshotNeed, SnapshotSupply } from "#core/allocation/snapshot.ts";
import { type EquipmentModel, nameModel } from "#core/equipment/equipment-model.ts";
import type { RunAnswer, RunReason } from "#core/equipment/run-answer.ts";
import type { Skill } from "#core/equipment/skill.ts";
import type { Item } from "#core/item/item.ts";
import type { NamedRound } from "./name-by-round.ts";
import type { Explained, Speech } from "./put-into-words.ts";

/** A round whose rows are named, with a catalogue that says what answers what. */
export type EquippedRound = Omit<NamedRound, "items"> & { readonly items: ReadonlyMap<string, Item> };

/** So many sites are told of a supply. */
const SITES_TOLD_MAX = 5;

/** A model among the supplies that answer a need, and whether it runs at the need's site. */
interface ModelAnswer {
  readonly model: EquipmentModel;
  readonly units: number;
  readonly answer: RunAnswer;
}

/**
 * The explanation of a line with what is known of equipment: of every model that answers it, that it does not run at its site, for want of
 * what, and what would let it run; or that it is not known, and what is not stated; or with what it runs. As it was where no
 * supply's model is stated.
 */
export function addLineEquipment(
  explained: Explained,
  round: EquippedRound,
  key: string,
  speech: Speech,
): Explained {
  const equipment = openEquipment(round.snapshot);
  const need = round.snapshot.needs.find((one) => demandKey(one) === key);
  if (equipment === null || need === undefined) return explained;
  const answers = listAnswers(round, equipment, need);
  const told = answers.flatMap((one) => tellAnswer(round, need, one, speech));
  const hasNone = isNothingRunning(round, equipment, need);
  return {
    ...explained,
    ...(hasNone ? { reason: speech.wording.say("line.does_not_run"), changes: [] } : {}),
    equipment: [...told, ...tellAssumed(round, equipment, { need, answers }, speech)],
  };
}

/** The explanation of what is left of a supply, with the sites of needs at which it does not run, five at the most. */
export function addSupplyEquipment(
  explained: Explained,
  round: EquippedRound,
  key: string,
  speech: Speech,
): Explained {
  const equipment = openEquipment(round.snapshot);
  const supply = round.snapshot.supplies.find((one) => supplyKey(one) === key);
  const model = supply === undefined ? undefined : equipment?.modelOf(supply.supplyId);
  if (equipment === null || supply === undefined || model === undefined) return explained;
  const asking = round.snapshot.needs.filter(({ itemId }) =>
    listAnsweringItems(itemId, round.items).includes(supply.itemId),
  );
  const bySite = new Map(asking.map((need) => [need.siteId, need]));
  const answers = [...bySite.values()].flatMap((need) => {
    const answer = equipment.planAt(need.siteId, model)?.answer;
    return answer === undefined ? [] : [{ need, answer }];
  });
  const told = answers.filter(({ answer }) => answer.answer === "no" || answer.answer === "ask");
  const hasNone = answers.length > 0 && answers.every(({ answer }) => answer.answer === "no");
  const { say } = speech.wording;
  const count = told.length - SITES_TOLD_MAX;
  return {
    ...explained,
    ...(hasNone ? { reason: say("rest.does_not_run"), changes: [] } : {}),
    equipment: [
      ...told
        .slice(0, SITES_TOLD_MAX)
        .flatMap(({ need, answer }) =>
          tellAnswer(round, need, { model, units: supply.quantity, answer }, speech),
        ),
      ...(count > 0 ? [say("amount.more", { count })] : []),
    ],
  };
}

function listSupplies({ snapshot, items }: EquippedRound, need: SnapshotNeed): readonly SnapshotSupply[] {
  const answering = listAnsweringItems(need.itemId, items);
  return snapshot.supplies.filter(({ itemId }) => answering.includes(itemId));
}

/** Models in the order of their names. */
function listAnswers(
  round: EquippedRound,
  equipment: RoundEquipment,
  need: SnapshotNeed,
): readonly ModelAnswer[] {
  const units = new Map<EquipmentModel, number>();
  for (const { supplyId, quantity } of listSupplies(round, need)) {
    const model = equipment.modelOf(supplyId);
    if (model !== undefined) units.set(model, (units.get(model) ?? 0) + quantity);
  }
  return [...units]
    .toSorted(([a], [b]) => (nameModel(a) < nameModel(b) ? -1 : 1))
    .flatMap(([model, held]) => {
      const answer = equipment.planAt(need.siteId, model)?.answer;
      return answer === undefined ? [] : [{ model, units: held, answer }];
    });
}

/** Whether something answers a need, and all of it is of models that do not run at its site. */
function isNothingRunning(round: EquippedRound, equipment: RoundEquipment, need: SnapshotNeed): boolean {
  const supplies = listSupplies(round, need);
  return (
    supplies.length > 0 &&
    supplies.every(({ supplyId }) => {
      const model = equipment.modelOf(supplyId);
      return model !== undefined && equipment.planAt(need.siteId, model)?.answer.answer === "no";
    })
  );
}

function tellAnswer(
  round: EquippedRound,
  need: SnapshotNeed,
  { model, units, answer }: ModelAnswer,
  { wording }: Speech,
): readonly string[] {
  const { say, list, isolate } = wording;
  const site = isolate(round.sites.get(need.siteId)?.name ?? need.siteId);
  const facts = { amount: wording.units(units), model: isolate(nameModel(model)), site };
  switch (answer.answer) {
    case "runs":
      return [];
    case "runs_with":
      return [
        say("run.with", {
          ...facts,
          names: list([...new Set(answer.with.map(({ name }) => isolate(nameWith(name, round, wording))))]),
        }),
      ];
    case "ask": {
      const what = [
        ...new Set(
          answer.unstated.map(({ need: open, of }) => say(`unstated.${of}`, { need: say(`need.${open}`) })),
        ),
      ];
      return [say("run.ask", { ...facts, what: list(what) })];
    }
    case "no": {
      const reasons = answer.missing.map((reason) => {
        const { needed, found } = nameReason(reason, round, wording);
        return say("run.missing", {
          need: say(`need.${reason.need}`),
          needed,
          found: found === "" ? say("run.nothing") : found,
        });
      });
      const helps = answer.missing.map((reason) =>
        say(`help.${reason.need}`, { needed: nameReason(reason, round, wording).needed }),
      );
      return [
        say("run.no", { ...facts, reasons: list(reasons) }),
        say("run.would", { what: list([...new Set(helps)]) }),
      ];
    }
  }
}

/** What stands for items and skills in figures of what is missing: their names. */
function nameReason({ need, needed, found }: RunReason, round: EquippedRound, wording: Speech["wording"]) {
  if (need === "consumable") {
    const nameOf = (id: string) => round.items.get(id)?.names[wording.language] ?? id;
    return { needed: nameOf(needed), found: wording.list(found.split(", ").filter(Boolean).map(nameOf)) };
  }
  if (need !== "skill") return { needed: wording.isolate(needed), found: wording.isolate(found) };
  const nameOf = (skill: string) => wording.say(`skill.${skill as Skill}`); // the words of a model and a site are closed
  return { needed: nameOf(needed), found: wording.list(found.split(", ").filter(Boolean).map(nameOf)) };
}

function nameWith(name: string, { items }: EquippedRound, { language }: Speech["wording"]): string {
  return items.get(name)?.names[language] ?? name;
}

/** What is taken as usual in the country, where a model is asked about that it matters for. */
function tellAssumed(
  { sites }: EquippedRound,
  { placeOf }: RoundEquipment,
  { need: { siteId }, answers }: { readonly need: SnapshotNeed; readonly answers: readonly ModelAnswer[] },
  { wording }: Speech,
): readonly string[] {
  const { say, list, isolate } = wording;
  const assumed = placeOf(siteId)?.conditions.assumed ?? [];
  if (assumed.length === 0 || answers.every(({ model }) => model.power !== "mains")) return [];
  const what = list(assumed.map((field) => say(field === "sockets" ? "need.plug" : `need.${field}`)));
  return [say("run.assumed", { site: isolate(sites.get(siteId)?.name ?? siteId), what })];
}
