import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isPseudonym } from "#core/session/person-dose.ts";
import { asQuantity } from "#core/quantity.ts";
import { RefusedError } from "./output.ts";
import { makePseudonym, makePseudonyms, readKey, readPersonLines } from "./pseudonyms.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellspring-pseudonyms-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
async function rulesOf(work: Promise<unknown>) {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof RefusedError) || !("problems" in error.refusal)) throw error;
  return error.refusal.problems;
}

describe("a pseudonym", () => {
  test("is HMAC-SHA-256, as RFC 4231 has it (test case 1)", () => {
    expect(makePseudonym(Buffer.alloc(20, 0x0b), "Hi There")).toBe(
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    );
  });

  test("is the same for an identifier however it is spaced and composed, and another under another key", () => {
    const key = Buffer.alloc(32, 1);
    expect(makePseudonym(key, " E\u0301 17 ")).toBe(makePseudonym(key, "\u00c9 17"));
    expect(makePseudonym(Buffer.alloc(32, 2), "17")).not.toBe(makePseudonym(key, "17"));
  });
});

describe("a key", () => {
  test("is made once, for its owner alone, and read again", () => {
    const path = join(folder, "site.key");
    const key = readKey(path);
    expect(key).toHaveLength(32);
    expect(readKey(path)).toEqual(key);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
  });

  test.skipIf(process.platform === "win32")(
    "that others can read is refused (no modes on Windows)",
    async () => {
      const path = write("site.key", `${"a".repeat(64)}\n`);
      chmodSync(path, 0o644);
      expect(await rulesOf(Promise.resolve().then(() => readKey(path)))).toMatchObject([
        { rule: "key_open_to_others" },
      ]);
    },
  );

  test("of another form is refused, and left as it is", async () => {
    const path = write("site.key", "secret\n");
    expect(await rulesOf(Promise.resolve().then(() => readKey(path)))).toMatchObject([
      { rule: "not_a_key_file" },
    ]);
    expect(readFileSync(path, "utf8")).toBe("secret\n");
  });
});

describe("a list of persons", () => {
  const key = Buffer.alloc(32, 7);
  test("keeps supply, dose number and group beside the pseudonym, and nothing else", async () => {
    const path = write(
      "register.csv",
      "name,person,born,dose_number,group\nAda Lovelace,IT-17,1815-12-10,2,female\nBen,IT-18,1990-01-01,1,\n",
    );
    const list = await makePseudonyms(path, key);
    expect(list.leftOut).toEqual(["name", "born"]);
    expect(list.text.split("\r\n")).toEqual([
      "pseudonym,dose_number,group",
      `${makePseudonym(key, "IT-17")},2,female`,
      `${makePseudonym(key, "IT-18")},1,`,
      "",
    ]);
    expect(list.text).not.toMatch(/Ada|IT-17|1815/);
  });

  test("is refused where an identifier is missing or looks like a name, which is not repeated", async () => {
    const path = write("register.csv", "person,group\nAda Lovelace,female\n,male\nIT-17,male\n");
    const problems = await rulesOf(makePseudonyms(path, key));
    expect(problems).toEqual([
      { field: "person", value: null, rule: "looks_like_a_name", line: 2 },
      { field: "person", value: null, rule: "missing", line: 3 },
    ]);
    expect(await rulesOf(makePseudonyms(write("other.csv", "id\n17\n"), key))).toMatchObject([
      { field: "person", rule: "missing_column" },
    ]);
    expect(await rulesOf(makePseudonyms(join(folder, "none.csv"), key))).toMatchObject([
      { rule: "no_such_file" },
    ]);
  });

  test("becomes the lines of a report, one for each lot, dose number and group", async () => {
    const persons = ["17", "18", "19"].map((identifier) => makePseudonym(key, identifier));
    expect(persons.every(isPseudonym)).toBe(true);
    const path = write(
      "persons.csv",
      `pseudonym,dose_number,group\n${persons[0]},1,female\n${persons[1]},1,female\n${persons[2]},2,\n`,
    );
    const stated = { outcome: "given", doseNumber: "1", group: "female", quantity: asQuantity(5) } as const;
    const wasted = { outcome: "wasted", wasteReason: "broken", quantity: asQuantity(1) } as const;
    expect(await readPersonLines(path, [stated, wasted])).toEqual([
      { ...stated, persons: persons.slice(0, 2), withoutPerson: 3 },
      { outcome: "given", doseNumber: "2", quantity: 1, persons: persons.slice(2) },
      wasted,
    ]);
    // Stated twice: nothing of it is lost, and the report is refused.
    const twice = { ...stated, quantity: asQuantity(7) };
    expect((await readPersonLines(path, [stated, twice])).at(-1)).toEqual(twice);
    const wrong = write("wrong.csv", "pseudonym,supply,dose_number,group\nAda,x,9,Ada L\n");
    expect(await rulesOf(readPersonLines(wrong, []))).toMatchObject([
      { field: "pseudonym", value: null, rule: "not_a_pseudonym", line: 2 },
      { field: "supply", rule: "uuid" },
      { field: "dose_number", rule: "dose_number" },
      { field: "group", rule: "not_a_group_code" },
    ]);
  });
});
