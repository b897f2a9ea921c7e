import { Alert, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWording } from "./wording.ts";
import type { Draft } from "./use-draft.ts";

/** Says that a form is filled with what was kept of it, and asks whether to go on with that. Nothing for a form that began empty. */
export function DraftNote({
  of,
  draft: { keptAt, goOn, forget },
}: {
  readonly of: "call" | "offer" | "round" | "site" | "lane" | "session";
  readonly draft: Pick<Draft<unknown>, "keptAt" | "goOn" | "forget">;
}) {
  const { t } = useTranslation();
  const { moment } = useWording();
  if (keptAt === null) return null;
  return (
    <Alert color="spring" role="status" my="sm" title={t(`draft.${of}`, { when: moment(keptAt) })}>
      <Text size="sm" mb="sm">
        {t("draft.kept")}
      </Text>
      <Group gap="sm">
        <Button size="xs" onClick={goOn}>
          {t("draft.goOn")}
        </Button>
        <Button size="xs" variant="default" onClick={forget}>
          {t("draft.discard")}
        </Button>
      </Group>
    </Alert>
  );
}
