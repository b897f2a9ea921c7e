import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Capability, SPECIALITIES, type Speciality, TEAM_TYPES, type TeamType } from "./team.ts";

/** The types that a part of a list names, without its number and what stands in brackets. */
const TYPES: Readonly<Record<string, readonly TeamType[]>> = {
  "type 1 mobile": ["type_1_mobile"],
  "type 1 fixed": ["type_1_fixed"],
  "type 1 fixed and mobile": ["type_1_mobile", "type_1_fixed"],
  "type 1 mobile and fixed": ["type_1_mobile", "type_1_fixed"],
  "type 2": ["type_2"],
  "type 3": ["type_3"],
  "specialized care": ["specialised_care"],
  "specialised care": ["specialised_care"],
  "specialized care team": ["specialised_care"],
  "specialised care team": ["specialised_care"],
};

const SPECIALITY_WORDS: Readonly<Record<string, Speciality>> = {
  ...Object.fromEntries(SPECIALITIES.map((one) => [one.replaceAll("_", " "), one])),
  surgery: "surgical",
  hemodialysis: "dialysis",
  haemodialysis: "dialysis",
  burn: "burns",
  pediatric: "paediatric",
};

/**
 * The capabilities that a text of WHO's list states: `Type 2 (2); Specialized Care (Surgical and Hemodialysis)`. Parts are
 * separated by semicolons; a number in brackets counts teams, words in brackets are specialities. Our own codes
 * (`type_1_mobile`) are read as well.
 *
 * Refuses with `malformed` on the field `types`, every part at once: `unknown_team_type` (also `Type 1`, which does not say
 * whether it is mobile or fixed), `unknown_speciality`, `speciality_of_another_type`, `doubled_team_type`, `missing`.
 */
export function readCapabilities(text: string): Result<readonly Capability[], MalformedRefusal> {
  const parts = text
    .split(/[;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0) return refuseAll([{ field: "types", value: null, rule: "missing" }]);
  const read = parts.map(readPart);
  const problems: Problem[] = read.flatMap((one) => one.problems);
  const found = new Map<TeamType, Capability>();
  for (const capability of read.flatMap((one) => one.capabilities)) {
    if (found.has(capability.type)) {
      problems.push({
        field: "types",
        value: text,
        rule: "doubled_team_type",
        facts: { type: capability.type },
      });
    }
    found.set(capability.type, capability);
  }
  if (problems.length > 0) return refuseAll(problems);
  return accept(
    TEAM_TYPES.flatMap((type): Capability[] => {
      const capability = found.get(type);
      return capability === undefined ? [] : [capability];
    }),
  );
}

interface ReadPart {
  readonly capabilities: readonly Capability[];
  readonly problems: readonly Problem[];
}

function readPart(part: string): ReadPart {
  const { head, count, words } = takeApart(part);
  const own = TEAM_TYPES.find((type) => type === part);
  const types = own === undefined ? (TYPES[head] ?? []) : [own];
  if (types.length === 0) {
    const facts = { allowed: TEAM_TYPES.join(", ") };
    return {
      capabilities: [],
      problems: [{ field: "types", value: part, rule: "unknown_team_type", facts }],
    };
  }
  if (words.length > 0 && !types.includes("specialised_care")) {
    const problem: Problem = { field: "types", value: part, rule: "speciality_of_another_type" };
    return { capabilities: [], problems: [problem] };
  }
  const named = words.map((word) => ({ word, speciality: SPECIALITY_WORDS[word] }));
  const problems = named
    .filter(({ speciality }) => speciality === undefined)
    .map(({ word }): Problem => {
      const facts = { allowed: SPECIALITIES.join(", ") };
      return { field: "types", value: word, rule: "unknown_speciality", facts };
    });
  const specialities = SPECIALITIES.filter((one) => named.some(({ speciality }) => speciality === one));
  return { capabilities: types.map((type) => ({ type, count, specialities })), problems };
}

/** `Type 2 (2)` → type 2, 2 teams; `Specialized Care (Surgical and Outbreak)` → one, of two specialities. */
function takeApart(part: string): {
  readonly head: string;
  readonly count: number;
  readonly words: string[];
} {
  const folded = part.normalize("NFKC").replace(/\s+/g, " ").toLowerCase();
  const [, head = "", inside = ""] = /^([^()]*?) ?(?:\(([^()]*)\))?$/.exec(folded) ?? [];
  if (/^[1-9]\d?$/.test(inside.trim())) return { head, count: Number(inside), words: [] };
  const words = inside
    .split(/,| and |&/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return { head, count: 1, words };
}

function refuseAll(problems: readonly Problem[]) {
  return refuse({ code: "malformed", problems } satisfies MalformedRefusal);
}
