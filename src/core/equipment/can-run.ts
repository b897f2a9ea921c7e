import { type EquipmentModel, nameModel } from "./equipment-model.ts";
import { type Aid, joinParts, NOTHING_MISSING, type RunAnswer, type RunPart } from "./run-answer.ts";
import { weighPower } from "./run-power.ts";
import { leaveOxygen, type Running, sumOxygen } from "./running.ts";
import type { RunConditions } from "./site-readiness.ts";

/** What is to run where, and with what. */
export interface RunQuestion {
  readonly model: EquipmentModel;
  /** How many are to run at once, 1 or more. */
  readonly quantity: number;
  readonly conditions: RunConditions;
  /** What comes with it, or stands at the site: adapters, transformers, generators, sources of oxygen, trainers. */
  readonly aids: readonly Aid[];
  /** What runs at the site already; left out: nothing does. */
  readonly running?: readonly Running[] | undefined;
  /** Items of which units come with it, or stand at the site. */
  readonly itemIds: ReadonlySet<string>;
}

/**
 * Whether equipment runs at a site: `runs`; `runs_with` what lets it run; `ask` where something that matters has not been stated; `no`,
 * with everything that is missing. An adapter serves one device; transformers, generators and sources of oxygen serve as many as
 * their figures say, all that runs there together: what it draws on is not there for what is asked about.
 *
 * Worked example: two ventilators for 220–240 V with plug G, 300 W each and oxygen at 4 bar, 10 l/min, at a site with 120 V, sockets A
 * and B, and no oxygen: no, for voltage, plug and oxygen (20 l/min). With a generator of 1,000 W, 230 V and sockets G, and two
 * cylinders of 15 l/min at 4 bar: it runs with these.
 *
 * Cost: linear in aids and needs, but for adapters, which are looked for once for each source of power.
 */
export function answerRun(question: RunQuestion): RunAnswer {
  const { conditions } = question;
  const part = joinParts([
    weighPower(question, conditions),
    weighOxygen(question),
    weighConsumables(question),
    weighSkills(question),
  ]);
  return { answer: nameAnswer(part), ...part };
}

function nameAnswer(part: RunPart): RunAnswer["answer"] {
  if (part.missing.length > 0) return "no";
  if (part.unstated.length > 0) return "ask";
  return part.with.length > 0 ? "runs_with" : "runs";
}

/** Oxygen at 4 bar also feeds, through a flowmeter, what needs it at low pressure. */
function weighOxygen({ model, quantity, conditions, aids, running = [] }: RunQuestion): RunPart {
  const { oxygen, oxygenLitresPerMinute } = model;
  if (oxygen === "none") return NOTHING_MISSING;
  if (oxygen === null) return { ...NOTHING_MISSING, unstated: [{ need: "oxygen", of: "model" }] };
  const { oxygenLowLitresPerMinute: low, oxygenHighLitresPerMinute: high } = conditions;
  const needed = (oxygenLitresPerMinute ?? 1) * quantity;
  const isUnknown = high === null || (oxygen === "low_pressure" && low === null);
  const sources = aids.filter(
    ({ model: { provides } }) =>
      provides.oxygen === "high_pressure" ||
      (provides.oxygen === "low_pressure" && oxygen === "low_pressure"),
  );
  const left = leaveOxygen(conditions, aids, running);
  const atSite = sumOxygen(oxygen, left.own);
  const brought = sumOxygen(oxygen, left.all) - atSite;
  const isEnough = atSite >= needed || atSite + brought >= needed;
  if (isEnough && oxygenLitresPerMinute === null) {
    return { ...NOTHING_MISSING, unstated: [{ need: "oxygen", of: "model" }] };
  }
  if (atSite >= needed) return NOTHING_MISSING;
  if (isEnough) {
    return {
      ...NOTHING_MISSING,
      with: sources.map((aid) => ({ need: "oxygen", name: nameModel(aid.model) })),
    };
  }
  if (isUnknown) return { ...NOTHING_MISSING, unstated: [{ need: "oxygen", of: "site" }] };
  const pressure = oxygen === "high_pressure" ? " at 4 bar" : "";
  const reason = {
    need: "oxygen",
    needed: `${needed} l/min${pressure}`,
    found: `${atSite + brought} l/min${pressure}`,
  } as const;
  return { ...NOTHING_MISSING, missing: [reason] };
}

function weighConsumables({ model, conditions, itemIds }: RunQuestion): RunPart {
  if (model.consumables === null)
    return { ...NOTHING_MISSING, unstated: [{ need: "consumable", of: "model" }] };
  const own = conditions.consumables;
  return joinParts(
    model.consumables.map((item): RunPart => {
      if (own?.includes(item) === true) return NOTHING_MISSING;
      if (itemIds.has(item)) return { ...NOTHING_MISSING, with: [{ need: "consumable", name: item }] };
      if (own === null) return { ...NOTHING_MISSING, unstated: [{ need: "consumable", of: "site" }] };
      const found = own.join(", ");
      return { ...NOTHING_MISSING, missing: [{ need: "consumable", needed: item, found }] };
    }),
  );
}

function weighSkills({ model, conditions, aids }: RunQuestion): RunPart {
  if (model.skills === null) return { ...NOTHING_MISSING, unstated: [{ need: "skill", of: "model" }] };
  const own = conditions.skills;
  return joinParts(
    model.skills.map((skill): RunPart => {
      if (own?.includes(skill) === true) return NOTHING_MISSING;
      const trainer = aids.find((aid) => aid.model.provides.skills.includes(skill));
      if (trainer !== undefined) {
        return { ...NOTHING_MISSING, with: [{ need: "skill", name: nameModel(trainer.model) }] };
      }
      if (own === null) return { ...NOTHING_MISSING, unstated: [{ need: "skill", of: "site" }] };
      return { ...NOTHING_MISSING, missing: [{ need: "skill", needed: skill, found: own.join(", ") }] };
    }),
  );
}
