import { describe, expect, test } from "vitest";
import { SENT_BYTES_MAX } from "#core/receipt/photograph.ts";
import { encodeWithin, fitInto, type Size } from "./make-smaller.ts";

describe("a picture of the camera", () => {
  test.each([
    [
      { width: 4000, height: 3000 },
      { width: 1600, height: 1200 },
    ],
    [
      { width: 3000, height: 4000 },
      { width: 1200, height: 1600 },
    ],
    [
      { width: 800, height: 600 },
      { width: 800, height: 600 },
    ],
    [
      { width: 20_000, height: 3 },
      { width: 1600, height: 1 },
    ],
  ])("of %o fits as %o", (whole, fitted) => expect(fitInto(whole, 1600)).toEqual(fitted));

  /** Encodes to so many bytes for each pixel at full quality, and notes what was tried. */
  function openEncoder(bytesPerPixel: number) {
    const tried: string[] = [];
    const encode = async ({ width, height }: Size, quality: number) => {
      tried.push(`${width} ${quality}`);
      return await Promise.resolve(new Uint8Array(Math.round(width * height * quality * bytesPerPixel)));
    };
    return { tried, encode };
  }
  const whole = { width: 4000, height: 3000 };

  test("keeps its size and loses quality first", async () => {
    const { tried, encode } = openEncoder(0.29);
    expect((await encodeWithin(whole, encode)).length).toBeLessThanOrEqual(SENT_BYTES_MAX);
    expect(tried).toEqual(["1600 0.85", "1600 0.7"]);
  });

  test("becomes smaller where no quality is enough", async () => {
    const { tried, encode } = openEncoder(0.9);
    expect((await encodeWithin(whole, encode)).length).toBeLessThanOrEqual(SENT_BYTES_MAX);
    expect(tried.at(-1)).toBe("1200 0.4");
  });

  test("that no size makes small enough is not sent", async () => {
    const { tried, encode } = openEncoder(9);
    await expect(encodeWithin(whole, encode)).rejects.toThrow("too large");
    expect(tried).toHaveLength(16);
  });
});
