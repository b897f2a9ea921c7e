import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { ROLES } from "#core/party/party.ts";
import { RELATIONS } from "#core/permission.ts";
import { asDay, asInstant } from "#core/time.ts";
import {
  isTold,
  KINDS,
  listTold,
  listVisible,
  type News,
  NOTIFICATION_KINDS,
  pathOf,
} from "./notification.ts";
import { sayCount, sayNotification } from "./words/catalogue.ts";

const id = (end: number) => `00000000-0000-7000-8000-00000000000${end}`;
const giverId = asId<"party">(id(1));
const recipientId = asId<"party">(id(2));
const news: News = {
  happened: "consignment.x.1",
  kind: "consignment_arrived",
  thingId: id(3),
  told: [
    { relation: "recipient", partyId: recipientId, otherPartyId: giverId },
    { relation: "giver", partyId: giverId, otherPartyId: recipientId },
  ],
  name: "WS-0000000000",
  day: null,
  happenedAt: asInstant("2026-03-02T09:00:00Z"),
  doneBy: id(9),
};
const member = (end: number, partyId: typeof giverId, role: (typeof ROLES)[number]) => ({
  userId: asId<"user">(id(end)),
  partyId,
  role,
});

describe("members are told", () => {
  test("every role that a kind names may do what the kind is about: no name in the table is without effect", () => {
    const idle = KINDS.flatMap((kind) => {
      const told: Partial<Record<string, readonly string[]>> = NOTIFICATION_KINDS[kind].told;
      return RELATIONS.flatMap((relation) =>
        ROLES.filter((role) => told[relation]?.includes(role))
          .filter((role) => !isTold(kind, relation, { partyId: giverId, role }))
          .map((role) => `${kind} ${relation} ${role}`),
      );
    });
    expect(idle).toEqual([]);
  });

  test("once each, never who has done it, and nobody whose role it does not concern", () => {
    const givers = [
      member(4, giverId, "focal_point"),
      member(4, giverId, "logistician"),
      member(6, giverId, "warehouse"),
    ];
    const recipients = [
      member(4, recipientId, "warehouse"),
      member(5, recipientId, "warehouse"),
      member(7, recipientId, "auditor"),
      member(9, recipientId, "logistician"),
    ];
    const members = new Map([
      [giverId, givers],
      [recipientId, recipients],
    ]);
    const told = listTold(news, members);
    expect(told.map(({ userId, relation }) => [userId, relation])).toEqual([
      [id(4), "giver"],
      [id(5), "recipient"],
    ]);
  });

  test("and see of it what the roles that they hold now allow", () => {
    const visible = listVisible([{ partyId: giverId, role: "warehouse" }]);
    expect(visible).toEqual([
      {
        partyId: giverId,
        relation: "recipient",
        kinds: ["consignment_dispatched", "consignment_arrived"],
      },
      { partyId: giverId, relation: "self", kinds: ["recall_begun", "recall_drill"] },
    ]);
    expect(listVisible([{ partyId: giverId, role: "auditor" }])).toEqual([]);
  });
});

describe("what happened is said", () => {
  const facts = { party: "Kenya", name: "WS-0000000000", day: asDay("2026-06-05") };

  test.each(NAME_LANGUAGES)("in %s, every kind, with nothing left to fill in", (language) => {
    const sentences = KINDS.map((kind) => sayNotification(language, { kind, ...facts }));
    expect(new Set(sentences).size).toBe(KINDS.length);
    expect(sentences.filter((text) => /[{}]/.test(text))).toEqual([]);
  });

  test("with days as the language writes them, and names isolated in Arabic", () => {
    const say = (language: "en" | "ru" | "ar") =>
      sayNotification(language, { kind: "call_lapsing", ...facts });
    expect(say("en")).toBe("Your call for help expires after 5 June 2026 unless it is confirmed again.");
    expect(say("ru")).toContain("5 июня 2026");
    expect(say("ar")).toMatch(/\u2068.*2026.*\u2069|\u2068.*٢٠٢٦.*\u2069/);
  });

  test.each([
    ["en", 1, "1 new notification"],
    ["ru", 3, "3 новых уведомления"],
    ["ru", 5, "5 новых уведомлений"],
    ["zh", 2, "2 条新通知"],
  ] as const)("and counted: in %s, %i", (language, count, text) => {
    expect(sayCount(language, count)).toBe(text);
  });

  test("and leads to the page of the thing", () => {
    expect(KINDS.map((kind) => pathOf(kind, id(3))).every((path) => path.startsWith("/"))).toBe(true);
    expect(pathOf("recall_begun", id(3))).toBe(`/recalls/${id(3)}`);
    expect(pathOf("units_on_hold", id(3))).toBe("/desk/cold-chain");
  });
});
