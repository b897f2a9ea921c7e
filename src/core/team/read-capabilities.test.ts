import { describe, expect, test } from "vitest";
import { readCapabilities } from "./read-capabilities.ts";

const one = (type: string, count = 1, specialities: readonly string[] = []) => ({
  type,
  count,
  specialities,
});

describe("the types in WHO's list", () => {
  test.each([
    ["Type 1 Mobile", [one("type_1_mobile")]],
    ["Type 1 Fixed", [one("type_1_fixed")]],
    ["Type 1 Fixed and Mobile", [one("type_1_mobile"), one("type_1_fixed")]],
    ["Type 2", [one("type_2")]],
    ["Type 3", [one("type_3")]],
    [
      "Type 2; Type 1 Fixed and Mobile; Specialized Care (Surgical and Hemodialysis)",
      [
        one("type_1_mobile"),
        one("type_1_fixed"),
        one("type_2"),
        one("specialised_care", 1, ["surgical", "dialysis"]),
      ],
    ],
    ["Specialized Care (Surgical and Outbreak)", [one("specialised_care", 1, ["surgical", "outbreak"])]],
    ["Type 2 (2); Specialized Care (Surgical)", [one("type_2", 2), one("specialised_care", 1, ["surgical"])]],
    ["type_1_mobile; type_3", [one("type_1_mobile"), one("type_3")]],
  ])("%s is read", (text, capabilities) => {
    expect(readCapabilities(text)).toEqual({ ok: true, value: capabilities });
  });

  test.each([
    ["Type 1", "Type 1", "unknown_team_type"],
    ["Type 4", "Type 4", "unknown_team_type"],
    ["Type 2; field hospital", "field hospital", "unknown_team_type"],
    ["Type 2 (0)", "Type 2 (0)", "speciality_of_another_type"],
    ["Type 2 (Surgical)", "Type 2 (Surgical)", "speciality_of_another_type"],
    ["Specialized Care (Astrology)", "astrology", "unknown_speciality"],
    ["Type 2; Type 2 (2)", "Type 2; Type 2 (2)", "doubled_team_type"],
    ["  ;", null, "missing"],
  ])("%s is refused", (text, value, rule) => {
    expect(readCapabilities(text)).toMatchObject({
      ok: false,
      refusal: { code: "malformed", problems: [{ field: "types", value, rule }] },
    });
  });
});
