import { expect, test } from "vitest";
import { measureDistanceKm } from "./distance.ts";

test("a quarter of the equator is a quarter of the earth's girth", () => {
  const distance = measureDistanceKm({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 90 });
  expect(distance).toBeCloseTo(10_007.5, 0);
});

test("the antimeridian is no wall: Suva to Apia is about 1,150 kilometres", () => {
  const distance = measureDistanceKm(
    { latitude: -18.14, longitude: 178.44 },
    { latitude: -13.83, longitude: -171.76 },
  );
  expect(distance).toBeGreaterThan(1_100);
  expect(distance).toBeLessThan(1_250);
});

test("from pole to pole is half the girth, whatever the longitudes", () => {
  const distance = measureDistanceKm({ latitude: 90, longitude: 10 }, { latitude: -90, longitude: -120 });
  expect(distance).toBeCloseTo(20_015.1, 0);
});
