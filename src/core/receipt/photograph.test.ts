import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeJpeg } from "#core/testing/jpeg.ts";
import { asDay, asInstant } from "#core/time.ts";
import { dropPersonal, readJpeg } from "./jpeg.ts";
import { decidePhotograph, PHOTOGRAPH_BYTES_MAX } from "./photograph.ts";

const NOW = asInstant("2026-03-02T09:00:00Z");
const EXIF = [0xe1, "Exif\0\0MM\0*GPS"] as const;
const PERSONAL = [
  EXIF,
  [0xe1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>"],
  [0xed, "Photoshop 3.0\x008BIM"],
  [0xfe, "taken by somebody"],
  [0xe0, "JFXX\0thumbnail"],
  [0xe2, "MPF\0"],
] as const;
const NEEDED = [
  [0xe2, "ICC_PROFILE\0\x01\x01sRGB"],
  [0xee, "Adobe\0\x64\0\0\0\0\x01"],
] as const;

describe("a JPEG", () => {
  test("says its size, in pixels, baseline or progressive", () => {
    for (const frame of [0xc0, 0xc1, 0xc2]) {
      const read = readJpeg(makeJpeg({ width: 1600, height: 1200, frame }));
      expect(read).toEqual({ ok: true, value: { width: 1600, height: 1200, personal: [] } });
    }
  });

  test("loses what tells of place, device or person, and nothing of the picture", () => {
    const read = readJpeg(makeJpeg({ segments: [...PERSONAL, ...NEEDED] }));
    if (!read.ok) throw new Error(read.rule);
    expect(read.value.personal).toHaveLength(PERSONAL.length);
    const left = dropPersonal(makeJpeg({ segments: [...PERSONAL, ...NEEDED] }), read.value);
    expect(left).toEqual(makeJpeg({ segments: NEEDED }));
    expect(readJpeg(left)).toMatchObject({ value: { personal: [] } });
  });

  const whole = makeJpeg();
  test.each([
    ["nothing", new Uint8Array(), "jpeg"],
    ["a PNG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), "jpeg"],
    ["its first bytes alone", whole.subarray(0, 3), "jpeg"],
    ["without its end", whole.subarray(0, -2), "jpeg"],
    ["with something after its end", Uint8Array.from([...whole, 60]), "jpeg"],
    ["without a scan", Uint8Array.from([...whole.subarray(0, 33), 0xff, 0xd9]), "jpeg"],
    ["of no height", makeJpeg({ height: 0 }), "jpeg"],
    ["of two frames", makeJpeg({ segments: [[0xc0, "\x08\0\x02\0\x02\x01\x01\x11\0"]] }), "jpeg"],
    ["with arithmetic codes", makeJpeg({ frame: 0xc9 }), "jpeg_coding"],
    ["with a page inside", new TextEncoder().encode("<script>alert(1)</script>"), "jpeg"],
  ])("%s is refused", (_, bytes, rule) => expect(readJpeg(bytes)).toEqual({ ok: false, rule }));

  test("that is cut or changed anywhere is read without a fault", () => {
    const bytes = makeJpeg({ segments: [...PERSONAL, ...NEEDED] });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, value, isCut) => {
        const changed = isCut ? bytes.slice(0, at) : bytes.with(at, value);
        const read = readJpeg(changed);
        expect(read.ok && isCut).toBe(false);
        if (read.ok) expect(readJpeg(dropPersonal(changed, read.value))).toMatchObject({ ok: true });
      }),
    );
  });
});

describe("a photograph", () => {
  const facts = { lineNumbers: [1, 2], standing: 0, now: NOW };
  const asked = { lineNumber: 1, takenOn: asDay("2026-02-27"), jpeg: makeJpeg() };

  test("is added with its size and the day on which it was taken, else today's", () => {
    const size = { width: 40, height: 30 };
    expect(decidePhotograph(asked, facts)).toEqual({ ok: true, value: { ...size, takenOn: "2026-02-27" } });
    expect(decidePhotograph({ ...asked, takenOn: undefined }, facts)).toMatchObject({
      value: { takenOn: "2026-03-02" },
    });
  });

  test("is refused with everything that is wrong at once", () => {
    const jpeg = makeJpeg({ width: 5000, scanBytes: 5 });
    expect(decidePhotograph({ lineNumber: 3, takenOn: asDay("2026-03-03"), jpeg }, facts)).toEqual({
      ok: false,
      refusal: {
        code: "malformed",
        problems: [
          { field: "lineNumber", value: "3", rule: "line_of_receipt" },
          { field: "takenOn", value: "2026-03-03", rule: "occurred_in_the_future" },
          { field: "jpeg", value: "5000 × 30", rule: "jpeg_side", facts: { maximum: 4096 } },
        ],
      },
    });
  });

  test.each([
    ["the sixth of a line", { standing: 5 }, {}, { field: "lineNumber", rule: "photographs_at_most" }],
    [
      "too many bytes",
      {},
      { jpeg: makeJpeg({ scanBytes: PHOTOGRAPH_BYTES_MAX }) },
      { field: "jpeg", rule: "jpeg_too_large", facts: { maximum: PHOTOGRAPH_BYTES_MAX } },
    ],
    [
      "no picture",
      {},
      { jpeg: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) },
      { field: "jpeg", value: "4 bytes: 89 50 4e 47", rule: "jpeg" },
    ],
    [
      "a picture with its place",
      {},
      { jpeg: makeJpeg({ segments: [EXIF] }) },
      { field: "jpeg", value: "ff e1 00 0f 45 78 69 66 00 00 4d 4d", rule: "jpeg_without_personal" },
    ],
  ])("is refused: %s", (_, known, said, problem) => {
    const decided = decidePhotograph({ ...asked, ...said }, { ...facts, ...known });
    expect(decided).toMatchObject({ ok: false, refusal: { code: "malformed", problems: [problem] } });
  });
});
