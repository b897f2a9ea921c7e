import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decideDocument } from "#core/document/decide-document.ts";
import type { DocumentLanguage } from "#core/document/words/catalogue.ts";
import { writePdf } from "#formats/pdf/write-pdf.ts";
import { bring, type Chain, openChain, planOne } from "#test/fixtures/chain.ts";
import { documentFacts, documentLine } from "#test/fixtures/document.ts";
import { readPdf } from "#test/fixtures/read-pdf.ts";
import { actFor, countRows, newMeta, openWorld, type World } from "#test/fixtures/world.ts";
import { packConsignment } from "../consignment/pack-consignment.ts";
import { findByNumber } from "./find-by-number.ts";
import { readFonts } from "./read-fonts.ts";
import { writeDocument } from "./write-document.ts";

let world: World;
let chain: Chain;
beforeAll(async () => {
  world = await openWorld();
  chain = await openChain(world, { lotNumber: "L-77", expiry: "2027-05-31" });
});
afterAll(async () => await world.drop());

describe("a document of a consignment", () => {
  test("is the same bytes for the same record, and others after a further step", async () => {
    const { consignmentId } = await planOne(chain);
    const request = { consignmentId, kind: "packing-list", languages: ["fr", "ar"] } as const;
    const write = async () => {
      const written = await writeDocument(world.context, chain.sender, request);
      if (!written.ok) throw new Error(written.refusal.code);
      return written.value;
    };
    const before = await countRows(world);
    const first = await write();
    expect(Buffer.compare((await write()).bytes, first.bytes)).toBe(0);
    expect(await countRows(world)).toEqual(before);
    expect(first.fileName).toMatch(/^WS-\w{10}-packing-list-fr-ar\.pdf$/);
    const number = first.fileName.slice(0, 13);
    expect(await findByNumber(world.context, number.toLowerCase())).toEqual({
      ok: true,
      value: consignmentId,
    });
    const { pages } = readPdf(first.bytes);
    expect(pages.join("\n")).toContain("L-77");
    expect(pages.join("\n")).toContain("2027-05-31");
    const meta = newMeta(chain.sender);
    const packed = await packConsignment(world.context, meta, {
      consignmentId,
      packages: [{ sscc: "106141412345678908" }],
    });
    expect(packed.ok).toBe(true);
    const later = await write();
    expect(Buffer.compare(later.bytes, first.bytes)).not.toBe(0);
    expect(readPdf(later.bytes).pages.join("\n")).toContain("106141412345678908");
  });

  test("is for the parties and the secretariat, and refused to others", async () => {
    const other = await openChain(world);
    const consignmentId = await bring(other, "dispatch");
    const request = { consignmentId, kind: "donation-certificate", languages: ["en"] } as const;
    const answer = async (
      partyId: typeof other.giver.id,
      role: "logistician" | "administrator" | "coordinator",
    ) => {
      const written = await writeDocument(world.context, actFor([partyId], [role]), request);
      return written.ok ? "written" : written.refusal.code;
    };
    expect(await answer(other.giver.id, "logistician")).toBe("written");
    expect(await answer(other.taker.id, "logistician")).toBe("written");
    expect(await answer(world.secretariatId, "coordinator")).toBe("written");
    expect(await answer(other.giver.id, "administrator")).toBe("not_permitted");
    const stranger = await openChain(world);
    expect(await answer(stranger.giver.id, "logistician")).toBe("not_permitted");
  });

  test("certifies no donation of what was sold", async () => {
    const sold = await openChain(world, { terms: "sale" });
    const { consignmentId } = await planOne(sold);
    const write = async (kind: "donation-certificate" | "commercial-statement") =>
      await writeDocument(world.context, sold.sender, { consignmentId, kind, languages: ["es"] });
    expect(await write("donation-certificate")).toMatchObject({
      refusal: { code: "no_lines_on_these_terms", needed: ["grant"], found: ["sale"] },
    });
    expect(await write("commercial-statement")).toMatchObject({ ok: true });
  });
});

describe("a PDF", () => {
  async function draw(lines: number, languages: readonly DocumentLanguage[]) {
    const facts = documentFacts({
      lines: Array.from({ length: lines }, (_, index) => {
        return documentLine({ lineNumber: index + 1, lotNumber: `LOT-${index + 1}` });
      }),
    });
    const decided = decideDocument("packing-list", languages, facts);
    if (!decided.ok) throw new Error(decided.refusal.code);
    const created = new Date(facts.recordedAt);
    return readPdf(
      await writePdf(decided.value, { created, fonts: await readFonts(), pause: async () => {} }),
    );
  }

  test("is tagged, names its languages, and has every text in the fonts that it carries", async () => {
    const { plain, pages } = await draw(2, ["zh", "ar"]);
    expect(plain).toMatch(/\/Lang \(zh\)/);
    expect(plain).toMatch(/\/Lang \(ar\)/);
    expect(plain).toMatch(/\/Marked true/);
    expect(plain).toContain("/DisplayDocTitle true");
    expect(plain).toMatch(/\/S \/TH\b/);
    const [text = ""] = pages;
    expect(text).toContain("装箱单");
    expect(text).toContain("医用口罩");
    expect(text).not.toContain("\uFFFD");
    // Arabic glyphs are drawn from left to right: the last letter of a word stands first.
    expect(text).toContain(Array.from("كمامة").toReversed().join(""));
  });

  test("of many pages has each line once, the head on every page, and every page's number", async () => {
    const { pages } = await draw(300, ["ru"]);
    expect(pages.length).toBeGreaterThan(5);
    const lots = pages.join("\n").match(/LOT-\d+/g) ?? [];
    expect(lots).toEqual(Array.from({ length: 300 }, (_, index) => `LOT-${index + 1}`));
    for (const [index, page] of pages.entries()) {
      const text = page.replaceAll("\n", "");
      expect(text).toContain(`Страница ${index + 1} из ${pages.length}`);
      if (text.includes("LOT-")) expect(text).toContain("Годен до");
    }
  });
});
