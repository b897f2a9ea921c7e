import { Paper, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../display/page-title.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** Signs in, then goes back to where one came from (a page of this site), else to the desk. */
export function SignInPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { back } = useSearch({ from: "/sign-in" });
  return (
    <Paper maw={420} mx="auto" p="lg" withBorder>
      <PageTitle>{t("signIn.title")}</PageTitle>
      <SignInForm onSignedIn={() => void navigate({ href: back ?? "/desk" })} />
      <Text size="sm" c="dimmed" mt="md">
        {t("signIn.publicHint")}
      </Text>
    </Paper>
  );
}
