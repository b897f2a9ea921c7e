import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ReadCode } from "./read-code.ts";

/** A code that names no goods. */
export type OtherCode = Exclude<ReadCode, { kind: "goods" }>;

/** What a code that names no goods is, in words, with the way to what it names where that is here. */
export function CodeWords({ code }: { readonly code: OtherCode }) {
  const { t } = useTranslation();
  switch (code.kind) {
    case "consignment":
      return (
        <Link to="/follow/$identifier" params={{ identifier: code.number }}>
          {t("scan.is.consignment", { number: `\u2068${code.number}\u2069` })}
        </Link>
      );
    case "asset":
      return (
        <Link to="/assets/$assetId" params={{ assetId: code.id }}>
          {t("scan.is.asset")}
        </Link>
      );
    case "identifier":
      return (
        <Link to="/follow/$identifier" params={{ identifier: code.text }}>
          {t("scan.is.identifier")}
        </Link>
      );
    case "damaged":
      return t("scan.is.damaged", {
        identifier: `\u2066(${code.identifier})\u2069`,
        value: `\u2066${code.value}\u2069`,
      });
    case "elsewhere":
      return t("scan.is.elsewhere", { host: `\u2066${code.host}\u2069` });
    case "other":
      return t("scan.is.other");
  }
}
