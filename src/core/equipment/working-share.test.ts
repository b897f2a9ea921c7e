import { expect, test } from "vitest";
import { type EquipmentAt, shareWorking } from "./working-share.ts";

const at = (partyCode: string, siteCode: string, counts: readonly number[]): EquipmentAt => {
  const [received = 0, commissioned = 0, working = 0, faulty = 0, ended = 0] = counts;
  const place = { partyCode, siteCode, siteName: siteCode, country: "KEN" };
  return { itemId: "ventilator", ...place, received, commissioned, working, faulty, ended };
};
const ROWS = [
  at("KEN", "S-2", [4, 3, 2, 1, 0]),
  at("KEN", "S-1", [2, 2, 2, 0, 0]),
  at("ETH", "S-3", [3, 0, 0, 0, 1]),
];

test("the share in working order is of all that were received, by site, recipient or item", () => {
  expect(shareWorking(ROWS, "site").map(({ siteCode, share }) => [siteCode, share])).toEqual([
    ["S-3", 0],
    ["S-1", 1],
    ["S-2", 0.5],
  ]);
  expect(shareWorking(ROWS, "recipient")).toMatchObject([
    { partyCode: "ETH", siteCode: null, received: 3, ended: 1, share: 0 },
    { partyCode: "KEN", received: 6, commissioned: 5, working: 4, faulty: 1, share: 0.6667 },
  ]);
  expect(shareWorking(ROWS, "item")).toMatchObject([{ partyCode: null, received: 9, share: 0.4444 }]);
  expect(shareWorking([at("KEN", "S-1", [])], "item")).toMatchObject([{ share: null }]);
  expect(shareWorking([], "site")).toEqual([]);
});
