import { beforeAll, describe, expect, test } from "vitest";
import type { PlanFiles } from "#core/allocation/plan-files.ts";
import { findRules, type Row, solveExample } from "./example.ts";

let files: PlanFiles;
beforeAll(async () => {
  files = await solveExample();
});

/** Every way to a value within a file, one of each class: list indices are all tried, so that no class is missed. */
function* listPlaces(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) yield* listPlaces(member, [...path, name]);
}

/** Changes the value at a place by `change`; a change to `undefined` takes the member away. */
function changeAt(file: Row, path: readonly (string | number)[], change: (value: unknown) => unknown): void {
  let owner: Row = file;
  for (const name of path.slice(0, -1)) owner = owner[name] as Row; // listPlaces has been there
  const last = path.at(-1)!;
  const changed = change(owner[last]);
  if (changed !== undefined) owner[last] = changed;
  else if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else delete owner[last];
}

/** Another value of the same kind: larger by more than rounding allows, another text, the other truth. */
function change(value: unknown): unknown {
  if (typeof value === "number") return value * 1.5 + 10;
  if (typeof value === "string") return `${value}?`;
  if (typeof value === "boolean") return !value;
  return null;
}

describe("no field of a plan or certificate can be changed unseen", () => {
  test.each(["plan", "certificate"] as const)("of the %s", (name) => {
    const accepted: string[] = [];
    const classes = new Set<string>();
    for (const path of listPlaces(files[name])) {
      classes.add(path.filter((step) => Number.isNaN(Number(step))).join("."));
      for (const [how, by] of [
        ["changed", change],
        ["taken away", () => undefined],
        ["of another type", () => ({ other: true })],
      ] as const) {
        if (findRules(files, (copy) => changeAt(copy[name], path, by)).length === 0) {
          accepted.push(`${path.join(".")} ${how}`);
        }
      }
    }
    expect(classes.size).toBeGreaterThan(name === "plan" ? 15 : 12);
    expect(accepted).toEqual([]);
  });
});
