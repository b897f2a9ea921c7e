import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "../display/states.tsx";
import { isSignedOut, RefusedReadingError, server } from "../server/connection.ts";
import type { Me } from "../server/me.ts";
import { SignInAgain } from "../sign-in/sign-in-again.tsx";
import { keepShell } from "./keep-shell.ts";
import { useKept } from "./use-kept.ts";

/** Who looks at a page that is kept on the device, and how far it is. */
export interface KeptVisit {
  readonly me: Me;
  /** Whether nothing answered: what is shown is from this device. */
  readonly isKept: boolean;
  /** Whether the page opens without a network from now on; null while that is being seen to. */
  readonly isShellKept: boolean | null;
}

const NO_PARTS: readonly (() => Promise<unknown>)[] = [];

/**
 * A page that opens without a network once it was opened with one: it, and the `parts` that it may need later. For whoever is
 * signed in, or was when the network was last there.
 */
export function KeptPage({
  parts = NO_PARTS,
  children,
}: {
  readonly parts?: readonly (() => Promise<unknown>)[];
  readonly children: (visit: KeptVisit) => ReactNode;
}) {
  const me = useKept(["me"], async () => {
    const answer = await server.getMe({});
    if (answer.ok) return answer.value;
    if (isSignedOut(answer.problem)) return null;
    throw new RefusedReadingError(answer.problem);
  });
  // Tried again when the network comes back. Without one, a page that is shown was kept before.
  const shell = useQuery({
    queryKey: ["shell", parts.length],
    queryFn: () => keepShell(parts),
    networkMode: "always",
    retry: false,
    refetchOnReconnect: "always",
  });
  const isShellKept = shell.data ?? (shell.isError ? false : null);
  return (
    <Loaded query={me}>
      {({ value, isKept }) =>
        value === null ? (
          <SignInAgain onSignedIn={() => void me.refetch()} />
        ) : (
          // Another person's page begins anew: nothing that was typed goes over to them.
          <Fragment key={value.userId}>{children({ me: value, isKept, isShellKept })}</Fragment>
        )
      }
    </Loaded>
  );
}

/** Says whether the page stands on this device, and whether it is shown from there now. */
export function KeptNote({ isKept, isShellKept }: Pick<KeptVisit, "isKept" | "isShellKept">) {
  const { t } = useTranslation();
  if (isKept) {
    return (
      <Alert color="yellow" role="status" my="sm">
        {t("waiting.offline")}
      </Alert>
    );
  }
  if (isShellKept === null) return null;
  return (
    <Text role="status" size="sm" c="dimmed" my="sm">
      {t(isShellKept ? "report.shell-kept" : "report.shell-not-kept")}
    </Text>
  );
}
