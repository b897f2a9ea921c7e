import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ArrivalView } from "#api/consignment.ts";
import { useWording } from "../display/wording.ts";
import { useLineNames } from "./scan-to-count.tsx";
import type { Count } from "./use-count.ts";

/** What one package holds, the packages that are still missing, and every code that was counted, each to be taken back. */
export function PackageFields({ arrival, count }: { readonly arrival: ArrivalView; readonly count: Count }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const nameOf = useLineNames(arrival);
  const { scanned, type, textOf } = count;
  const codes = new Set(scanned.map(({ code }) => code));
  const missing = arrival.packages.filter(({ sscc }) => !codes.has(sscc));
  const { lines, packages } = arrival;
  return (
    <>
      {packages.length === 0 ? null : (
        <section className="form-line" aria-label={t("receive.packages")}>
          <strong>
            {t("receive.packagesSeen", {
              seen: quantity(packages.length - missing.length),
              all: quantity(packages.length),
            })}
          </strong>
          <div className="count-fields">
            <NativeSelect
              label={t("receive.contentLine")}
              value={textOf("content.line")}
              data={[
                { value: "", label: t("receive.contentNone") },
                ...lines.map(({ lineNumber }) => ({ value: String(lineNumber), label: nameOf(lineNumber) })),
              ]}
              onChange={(event) => type("content.line", event.currentTarget.value)}
            />
            <TextInput
              inputMode="numeric"
              label={t("receive.contentUnits")}
              value={textOf("content.units")}
              onChange={(event) => type("content.units", event.currentTarget.value)}
            />
          </div>
          {missing.length === 0 || missing.length === packages.length ? null : (
            <details>
              <summary>{t("receive.missing", { number: quantity(missing.length) })}</summary>
              <ul className="code">
                {missing.map(({ sscc }) => (
                  <li key={sscc}>{sscc}</li>
                ))}
              </ul>
            </details>
          )}
        </section>
      )}
      {scanned.length === 0 ? null : (
        <details>
          <summary>{t("receive.scanned", { number: quantity(scanned.length) })}</summary>
          <ol className="plain-list">
            {scanned.map(({ code, lineNumber, units }, index) => (
              // Codes of a lot are all the same: told apart by their place.
              <li key={index}>
                {code === "" ? null : <span className="code">{code} </span>}
                {lineNumber === null ? null : `${nameOf(lineNumber)}: ${quantity(units)} `}
                <Button size="compact-xs" variant="subtle" onClick={() => count.remove(index)}>
                  {t("receive.takeBack")}
                </Button>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
