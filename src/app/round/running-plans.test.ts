import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { actFor, openWorld, type World } from "#test/fixtures/world.ts";
import { cancelRunningPlans, readRunningPlans, whileShown } from "./running-plans.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

describe("work on a round", () => {
  test("is shown while it goes on, and ended by who began it alone", async () => {
    const { context } = world;
    const roundId = asId<"round">("0195f3a0-0000-7000-8000-000000000001");
    const [one, other] = [
      actFor([world.secretariatId], ["coordinator"]),
      actFor([world.secretariatId], ["coordinator"]),
    ];
    const work = { roundId, work: "plan", userId: one.userId, signal: undefined } as const;
    const working = whileShown(context, work, async ({ signal, onProgress }) => {
      onProgress({ phase: "equal", settled: 3, lines: 8 });
      return await new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve("ended"), { once: true });
      });
    });
    const list = async (reader = one) => await readRunningPlans(context, reader, roundId);
    const shown = { work: "plan", startedAt: context.now(), phase: "equal", settled: 3, lines: 8 };
    expect(await list()).toEqual({ ok: true, value: { items: [{ ...shown, own: true }] } });
    expect(await list(other)).toMatchObject({ value: { items: [{ own: false }] } });
    const stranger = actFor([]);
    expect(await list(stranger)).toMatchObject({ refusal: { code: "not_permitted" } });
    const cancel = async (actor = one, kind: "plan" | "comparison" = "plan") =>
      await cancelRunningPlans(context, actor, { roundId, work: kind });
    expect(await cancel(stranger)).toMatchObject({ refusal: { code: "not_permitted" } });
    expect(await cancel(other)).toMatchObject({ value: { cancelled: 0 } });
    expect(await cancel(one, "comparison")).toMatchObject({ value: { cancelled: 0 } });
    expect(await cancel()).toMatchObject({ value: { cancelled: 1 } });
    expect(await working).toBe("ended");
    expect(await list()).toMatchObject({ value: { items: [] } });
  });
});
