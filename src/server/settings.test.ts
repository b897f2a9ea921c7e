import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";

describe("the settings of a server", () => {
  test("are those of one machine unless the environment says otherwise", () => {
    expect(readSettings({ PORT: "", HOST: "" })).toMatchObject({
      ok: true,
      value: { host: "127.0.0.1", port: 3000, origin: undefined, proxyHops: 0, logLevel: "info" },
    });
    const given = {
      PORT: "8080",
      HOST: "::1",
      WELLSPRING_ORIGIN: "https://w.example/",
      WELLSPRING_TRUST_PROXY: "2",
    };
    expect(readSettings(given)).toMatchObject({
      ok: true,
      value: { host: "::1", port: 8080, origin: "https://w.example", proxyHops: 2 },
    });
  });

  test("name every problem at once", () => {
    const read = readSettings({
      PORT: "70000",
      WELLSPRING_ORIGIN: "w.example/path",
      WELLSPRING_SECRET: "short",
      WELLSPRING_LOG_LEVEL: "loud",
      WELLSPRING_TRUST_PROXY: "true",
    });
    expect(read.ok ? [] : read.problems.map((problem) => problem.split(/[=:]/)[0])).toEqual([
      "PORT",
      "WELLSPRING_ORIGIN",
      "WELLSPRING_SECRET",
      "WELLSPRING_LOG_LEVEL",
      "WELLSPRING_TRUST_PROXY",
    ]);
  });
});
