import { Alert, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { StandInTitle, useHasPageTitle } from "../display/page-title.tsx";

const SignInForm = lazy(async () => ({ default: (await import("./sign-in-form.tsx")).SignInForm }));

/**
 * The session ended in the middle of something, or has not begun: sign in here, without leaving the page or what was typed on it.
 */
export function SignInAgain({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation();
  const hasPage = useHasPageTitle();
  return (
    <>
      <StandInTitle>{t("signIn.title")}</StandInTitle>
      <Alert color="yellow" role="alert" title={hasPage ? t("signIn.title") : undefined} maw={480}>
        <Text size="sm" mb="sm">
          {t(hasPage ? "signIn.ended" : "signIn.needed")}
        </Text>
        <Suspense fallback={null}>
          <SignInForm onSignedIn={onSignedIn} />
        </Suspense>
      </Alert>
    </>
  );
}
