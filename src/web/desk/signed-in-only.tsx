import { Fragment, type ReactNode } from "react";
import { Loaded } from "../display/states.tsx";
import { type Me, useMe } from "../server/me.ts";
import { SignInAgain } from "../sign-in/sign-in-again.tsx";

/** Draws its children for whoever is signed in, anew for another person; else signs in first, on the same page. */
export function SignedInOnly({ children }: { readonly children: (me: Me) => ReactNode }) {
  const me = useMe();
  return (
    <Loaded query={me}>
      {(value) =>
        value === null ? (
          <SignInAgain onSignedIn={() => void me.refetch()} />
        ) : (
          <Fragment key={value.userId}>{children(value)}</Fragment>
        )
      }
    </Loaded>
  );
}
