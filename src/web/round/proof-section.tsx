import { Button, Group, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { API_PREFIX, contract } from "#api/contract.ts";

/** The three files of a round, by the operation that answers with them, in the order in which they are read. */
const FILES = [
  { name: "problem", operation: "getRoundProblem", text: "round.proofProblem" },
  { name: "plan", operation: "getRoundPlan", text: "round.proofPlan" },
  { name: "certificate", operation: "getRoundCertificate", text: "round.proofCertificate" },
] as const;

/** What a certificate is, in a paragraph, and the files by which anybody can check the plan. */
export function ProofSection({ roundId }: { readonly roundId: string }) {
  const { t } = useTranslation();
  return (
    <section className="section" aria-labelledby="proof">
      <Title order={2} size="h3" id="proof">
        {t("round.proof")}
      </Title>
      <p>{t("round.proofText")}</p>
      <Group gap="xs">
        {FILES.map(({ name, operation, text }) => (
          <Button
            key={name}
            component="a"
            href={`${API_PREFIX}${contract[operation].path.replace(":roundId", encodeURIComponent(roundId))}`}
            download={`${name}.json`}
            variant="default"
            size="sm"
          >
            {t(text)}
          </Button>
        ))}
      </Group>
    </section>
  );
}
