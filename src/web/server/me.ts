import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { permit, type Action, type Standing } from "#core/permission.ts";
import type { Actor, Role } from "#core/party/party.ts";
import type { PartyId, UserId } from "#core/id.ts";
import { isOfAnother } from "../waiting/own-waiting.ts";
import { findKeptReading, forgetReadings } from "../waiting/waiting-store.ts";
import { isSignedOut, patience, RefusedReadingError, server } from "./connection.ts";

const ME = ["me"] as const;

/** The person who is signed in as far as this tab knows; `undefined` for nobody. */
export function findUserId(queryClient: QueryClient): string | undefined {
  return queryClient.getQueryData<Me | null>(ME)?.userId;
}

/** Who is signed in; `null` for nobody. */
export function useMe() {
  return useQuery({
    queryKey: ME,
    queryFn: async () => {
      const answer = await server.getMe({});
      if (answer.ok) {
        rememberSignIn();
        return answer.value;
      }
      if (isSignedOut(answer.problem)) return null;
      throw new RefusedReadingError(answer.problem);
    },
    staleTime: 60_000,
  });
}

const SIGNED_IN_HERE = "wellspring.signed-in-here";

function rememberSignIn(): void {
  try {
    window.localStorage.setItem(SIGNED_IN_HERE, "yes");
  } catch {
    // A browser that keeps nothing has nothing waiting either.
  }
}

/** Whether somebody has signed in on this device at any time: what they recorded may wait here. */
export function wasSignedInHere(): boolean {
  try {
    return window.localStorage.getItem(SIGNED_IN_HERE) !== null;
  } catch {
    return false; // storage is switched off: nothing waits
  }
}

export type Me = NonNullable<ReturnType<typeof useMe>["data"]>;

/** A party that somebody holds roles in. */
export interface OwnParty {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** The parties of a person, each once, with all roles held there. */
export function listOwnParties(me: Me): readonly OwnParty[] {
  const parties = new Map<string, OwnParty>();
  for (const { partyId, partyCode, partyName, role } of me.memberships) {
    const roles = [...(parties.get(partyId)?.roles ?? []), role];
    parties.set(partyId, { id: partyId, code: partyCode, name: partyName, roles });
  }
  return [...parties.values()];
}

/** The party that runs the system, where a person holds a role in it. */
export function findSecretariat(me: Me | null | undefined): string | undefined {
  return me?.memberships.find(({ partyCode }) => partyCode === "SECRETARIAT")?.partyId;
}

/** Whether a person may do an action, by the same table that the server goes by; false for nobody. */
export function mayDo(
  me: Me | null | undefined,
  action: Action,
  standing: Readonly<Record<string, string | undefined>>,
): boolean {
  if (me === null || me === undefined) return false;
  // Ids as the server sent them: their brands are the server's promise.
  const actor: Actor = {
    userId: me.userId as UserId,
    memberships: me.memberships.map(({ partyId, role }) => ({ partyId: partyId as PartyId, role })),
  };
  return permit(actor, action, standing as Standing).ok;
}

/** At eight in the morning, when everybody comes: so often, and so many seconds at most between. */
const SIGN_IN_TRIES_MAX = 6;
const SIGN_IN_WAIT_SECONDS_MAX = 60;

/** How an attempt to sign in ended. */
export type SignInOutcome = "done" | "wrong" | "too_many" | "busy" | "failed";

/** Signs in. Throws where there is no connection. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return async (email: string, password: string): Promise<SignInOutcome> => {
    const response = await signInPatiently(email, password);
    if (response.status === 429) return "too_many";
    if (response.status === 503) return "busy";
    if (!response.ok) return response.status < 500 ? "wrong" : "failed";
    await forgetOthers(queryClient);
    await queryClient.invalidateQueries();
    return "done";
  };
}

/** Forgets what the server had said to another person who was signed in on this device, and in this tab. */
async function forgetOthers(queryClient: QueryClient): Promise<void> {
  queryClient.removeQueries({ type: "inactive" });
  const answer = await server.getMe({}).catch(() => null);
  const kept = await findKeptReading("me").catch(() => undefined); // a browser that keeps nothing
  if (isOfAnother(kept, answer?.ok === true ? answer.value.userId : null)) await forget();
}

/** What waits to be sent stays; what the server had said does not. */
async function forget(): Promise<void> {
  await forgetReadings().catch(() => undefined); // a browser that keeps nothing has nothing to forget
}

/**
 * Signs out and forgets what only a signed-in person could see: at once, and whether the server answers or not. Throws where there is
 * no connection; the session then still stands, and what was kept is gone.
 */
export function useSignOut() {
  const queryClient = useQueryClient();
  return async (): Promise<void> => {
    await forget();
    try {
      await post("/api/auth/sign-out", {});
    } finally {
      queryClient.clear();
      await forget(); // what came in between
      await queryClient.invalidateQueries();
    }
  };
}

/** Turned away for being one too many is not an attempt: it is sent again when the server said, and nobody need do that. */
async function signInPatiently(email: string, password: string): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await post("/api/auth/sign-in/email", { email, password });
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    const mayWait = seconds >= 0 && seconds <= SIGN_IN_WAIT_SECONDS_MAX;
    if (response.status !== 503 || !mayWait || tries >= SIGN_IN_TRIES_MAX) return response;
    await patience.wait(seconds * (1 + patience.random() / 2));
  }
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
  });
}
