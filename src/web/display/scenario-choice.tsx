import { Button, NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The scenario that comes with the program; others are known by the address that names them. */
export const SHIPPED_SCENARIO = "2020";

interface ChoiceProps {
  /** A scenario's name; left out: what really is. */
  readonly scenario: string | undefined;
  readonly choose: (scenario: string) => void;
}

/** The choice between what really is and a scenario: never both in one list. */
export function ScenarioSelect({ scenario, choose }: ChoiceProps) {
  const { t } = useTranslation();
  const names = [...new Set([SHIPPED_SCENARIO, scenario])].filter((one) => one !== undefined);
  return (
    <NativeSelect
      label={t("scenario.short")}
      value={scenario ?? ""}
      data={[
        { value: "", label: t("scenario.none") },
        ...names.map((name) => ({ value: name, label: t("scenario.named", { name }) })),
      ]}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

/** Stands in an empty list of real records: what there is to look at instead. Nothing in a scenario's own list. */
export function ShowScenario({ scenario, choose }: ChoiceProps) {
  const { t } = useTranslation();
  if (scenario !== undefined) return null;
  return (
    <Button mt="md" variant="default" onClick={() => choose(SHIPPED_SCENARIO)}>
      {t("scenario.show", { name: SHIPPED_SCENARIO })}
    </Button>
  );
}
