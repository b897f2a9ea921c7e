import { Alert, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

const SignInForm = lazy(async () => ({ default: (await import("./sign-in-form.tsx")).SignInForm }));

/** The session ended in the middle of something: sign in here, without leaving the page or what was typed on it. */
export function SignInAgain({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="yellow" role="alert" title={t("signIn.title")} maw={480}>
      <Text size="sm" mb="sm">
        {t("signIn.ended")}
      </Text>
      <Suspense fallback={null}>
        <SignInForm onSignedIn={onSignedIn} />
      </Suspense>
    </Alert>
  );
}
