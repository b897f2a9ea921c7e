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

  test("say how e-mail is sent, or what is wrong with that, without the password", () => {
    const mail = {
      WELLSPRING_SMTP_URL: "smtps://name:secret@mail.example.org:465",
      WELLSPRING_MAIL_FROM: "wellspring@example.org",
      WELLSPRING_ORIGIN: "https://w.example",
    };
    expect(readSettings(mail)).toMatchObject({
      ok: true,
      value: {
        mail: {
          smtpUrl: mail.WELLSPRING_SMTP_URL,
          from: "wellspring@example.org",
          origin: "https://w.example",
        },
      },
    });
    expect(readSettings({})).toMatchObject({ ok: true, value: { mail: undefined } });
    const problems = (given: Parameters<typeof readSettings>[0]) => {
      const read = readSettings(given);
      return read.ok ? [] : read.problems;
    };
    const wrong = {
      WELLSPRING_SMTP_URL: "https://name:secret@mail.example.org",
      WELLSPRING_MAIL_FROM: "nobody",
    };
    expect(problems(wrong).map((problem) => problem.split(/[=: ]/)[0])).toEqual([
      "WELLSPRING_SMTP_URL",
      "WELLSPRING_MAIL_FROM",
      "WELLSPRING_ORIGIN",
    ]);
    expect(problems(wrong).join()).not.toContain("secret");
    expect(problems({ ...mail, WELLSPRING_MAIL_FROM: "" })).toEqual([
      expect.stringMatching(/^WELLSPRING_SMTP_URL is set, and WELLSPRING_MAIL_FROM is not/),
    ]);
    expect(problems({ ...mail, WELLSPRING_SMTP_URL: "" })).toEqual([
      expect.stringMatching(/^WELLSPRING_MAIL_FROM is set, and WELLSPRING_SMTP_URL is not/),
    ]);
  });
});
