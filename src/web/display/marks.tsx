import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "./word.ts";

/** Says on a page that what it shows is a scenario, in the words that stand everywhere; nothing for real records. */
export function ScenarioNote({ scenario }: { readonly scenario: string | null | undefined }) {
  const { t } = useTranslation();
  if (scenario === null || scenario === undefined || scenario === "") return null;
  return (
    <div className="scenario-note" role="note">
      {t("scenario.label")}
    </div>
  );
}

/** The same in one word, for rows of lists. */
export function ScenarioMark({ scenario }: { readonly scenario: string | null }) {
  const { t } = useTranslation();
  if (scenario === null) return null;
  return (
    <span className="scenario-mark" title={t("scenario.label")}>
      {t("scenario.named", { name: scenario })}
    </span>
  );
}

const TONES: Readonly<Record<string, string>> = {
  open: "spring",
  partly_met: "spring",
  proposed: "spring",
  in_consultation: "orange",
  disputed: "orange",
  held: "orange",
  faulty: "orange",
  in_repair: "orange",
  out_of_use: "gray",
  removed: "gray",
  declined: "red",
  lost: "red",
  withdrawn: "gray",
  cancelled: "gray",
  expired: "gray",
};

/** The state something is in, in words; the colour only repeats it. */
export function StatusMark({
  status,
  group = "status",
}: {
  readonly status: string;
  /** Whose words say it: those of pieces of equipment have another gender than others in some languages. */
  readonly group?: "status" | "assetStatus";
}) {
  const { word } = useWords();
  return (
    <Badge
      component="span"
      variant="default"
      radius="sm"
      className="status-mark"
      data-tone={TONES[status] ?? "plain"}
    >
      {word(group, status)}
    </Badge>
  );
}
