import { Alert, Button, Loader, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isSignedOut, RefusedReadingError } from "../server/connection.ts";
import { StandInTitle, useHasPageTitle } from "./page-title.tsx";
import { useWords } from "./word.ts";
import { SignInAgain } from "../sign-in/sign-in-again.tsx";

/** What a reading shows: its value, or that it is loading, missing, refused, or cut off. */
export function Loaded<Value>({
  query,
  children,
}: {
  readonly query: UseQueryResult<Value>;
  readonly children: (value: Value) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <LoadFailure error={query.error} retry={() => void query.refetch()} />;
  return <Loading />;
}

/** Says that something is on its way, to eyes and ears. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="loading">
      <Loader size="sm" aria-hidden />
      <Text>{t("state.loading")}</Text>
    </div>
  );
}

/** Says that something could not be loaded, and why as far as that is known; `retry` asks for it again. */
export function LoadFailure({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const { t } = useTranslation();
  if (error instanceof RefusedReadingError && isSignedOut(error.problem)) {
    return <SignInAgain onSignedIn={retry} />;
  }
  return (
    <>
      <StandInTitle>{t("state.error")}</StandInTitle>
      <FailureNote error={error} retry={retry} />
    </>
  );
}

function FailureNote({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const { t } = useTranslation();
  const { find } = useWords();
  // The heading that stands in for the page's own says it already.
  const title = useHasPageTitle() ? t("state.error") : undefined;
  if (error instanceof RefusedReadingError) {
    const { code, status, title } = error.problem;
    const text = [400, 403, 404].includes(status) ? t("state.missing") : (find(`problem.${code}`) ?? title);
    return (
      <Alert color="gray" role="alert" title={title}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{text}</Text>
          {status === 503 ? (
            <Button size="xs" variant="default" onClick={retry}>
              {t("state.retry")}
            </Button>
          ) : null}
        </Stack>
      </Alert>
    );
  }
  return (
    <Alert color="red" role="alert" title={title}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t("state.offline")}</Text>
        <Button size="xs" variant="default" onClick={retry}>
          {t("state.retry")}
        </Button>
      </Stack>
    </Alert>
  );
}

/** Says that there is nothing, and what can be done about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <Text fw={600}>{title}</Text>
      {children === undefined ? null : (
        <Text size="sm" c="dimmed" component="div">
          {children}
        </Text>
      )}
    </div>
  );
}
