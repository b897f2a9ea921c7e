import type { EquipmentModel } from "./equipment-model.ts";

/** What a thing can fail to run for. */
export const RUN_NEEDS = [
  "voltage",
  "frequency",
  "plug",
  "power_watts",
  "power_hours",
  "oxygen",
  "consumable",
  "skill",
] as const;
export type RunNeed = (typeof RUN_NEEDS)[number];

/** Something that is missing: what is needed, and what there is. */
export interface RunReason {
  readonly need: RunNeed;
  readonly needed: string;
  readonly found: string;
}

/** Something that nobody has stated: of the model, or of the site. */
export interface RunUnstated {
  readonly need: RunNeed | "power";
  readonly of: "model" | "site";
}

/** Equipment that comes with it, or stands at the site, and lets it run. */
export interface Aid {
  readonly model: EquipmentModel;
  /** How many there are. */
  readonly count: number;
  /** Of them, those that came after the site's statement, which does not count with them; left out: all. */
  readonly countSince?: number | undefined;
}

/** Something that lets it run: another piece of equipment, or a consumable. */
export interface RunWith {
  readonly need: RunNeed;
  readonly name: string;
}

export const RUN_ANSWERS = ["runs", "runs_with", "ask", "no"] as const;

/** Whether it runs, with every reason. */
export interface RunAnswer {
  readonly answer: (typeof RUN_ANSWERS)[number];
  /** What is missing: of `no` one at least, of the others none. */
  readonly missing: readonly RunReason[];
  readonly unstated: readonly RunUnstated[];
  readonly with: readonly RunWith[];
}

/** A part of the answer: what one need found. */
export type RunPart = Omit<RunAnswer, "answer">;

/** A part with nothing to say. */
export const NOTHING_MISSING: RunPart = { missing: [], unstated: [], with: [] };

/** Several parts as one. */
export function joinParts(parts: readonly RunPart[]): RunPart {
  return {
    missing: parts.flatMap(({ missing }) => missing),
    unstated: parts.flatMap(({ unstated }) => unstated),
    with: parts.flatMap((part) => part.with),
  };
}
