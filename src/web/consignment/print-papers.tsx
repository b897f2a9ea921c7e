import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import { DOCUMENT_KINDS, type DocumentKind, speaksOf } from "#core/document/document.ts";
import type { PartyId } from "#core/id.ts";
import { RECORDED_TERMS } from "#core/ledger/supply.ts";
import { isLanguage, type Language, LANGUAGES } from "../i18n/language.ts";
import { findSecretariat, type Me, mayDo } from "../server/me.ts";
import { useLanguage } from "../server/reference.ts";

const NAMED = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));

/** Choice of a document and of one or two languages, and its PDF: for the parties of the consignment. */
export function PrintPapers({
  consignment,
  me,
}: {
  readonly consignment: ConsignmentView;
  readonly me: Me | null | undefined;
}) {
  const { t } = useTranslation();
  const pageLanguage = useLanguage();
  const kinds = listKinds(consignment);
  const [kind, setKind] = useState<DocumentKind>("packing-list");
  const [first, setFirst] = useState<Language>(pageLanguage);
  const [second, setSecond] = useState<Language | "">(pageLanguage === "en" ? "" : "en");
  const parties = {
    giver: consignment.giverId as PartyId, // as the server sent them
    recipient: consignment.recipientId as PartyId,
    secretariat: findSecretariat(me),
  };
  if (!mayDo(me, "print_documents", parties)) return null;
  const languages = second === "" || second === first ? first : `${first},${second}`;
  return (
    <fieldset className="form-line">
      <legend>{t("document.print")}</legend>
      <p className="note">{t("document.lead")}</p>
      {kinds.includes("commercial-statement") ? <p className="note">{t("document.sold")}</p> : null}
      <div className="fields">
        <NativeSelect
          label={t("document.kind")}
          value={kind}
          data={kinds.map((value) => ({ value, label: t(`document.kind.${value}`) }))}
          onChange={(event) =>
            setKind(kinds.find((one) => one === event.currentTarget.value) ?? "packing-list")
          }
        />
        <NativeSelect
          label={t("document.first")}
          value={first}
          data={NAMED}
          onChange={({ currentTarget: { value } }) => setFirst(isLanguage(value) ? value : first)}
        />
        <NativeSelect
          label={t("document.second")}
          value={second === first ? "" : second}
          data={[
            { value: "", label: t("document.onlyOne") },
            ...NAMED.filter(({ value }) => value !== first),
          ]}
          onChange={({ currentTarget: { value } }) => setSecond(isLanguage(value) ? value : "")}
        />
      </div>
      <Button
        component="a"
        mt="sm"
        variant="default"
        download
        href={`/api/v1/consignments/${consignment.id}/documents/${kind}.pdf?languages=${languages}`}
      >
        {t("document.save")}
      </Button>
    </fieldset>
  );
}

/** The documents that say something of this consignment: no certificate of donation where nothing was given. */
function listKinds({ lines }: ConsignmentView): readonly DocumentKind[] {
  const terms = RECORDED_TERMS.filter((one) => lines.some((line) => line.terms === one));
  return DOCUMENT_KINDS.filter((kind) => terms.some((one) => speaksOf(kind, one)));
}
