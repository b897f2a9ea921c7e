/** How an attempt to change one's password ended. */
export type ChangeOutcome = "done" | "wrong" | "length" | "too_many" | "busy" | "signed_out" | "failed";

/** What the sign-in library says of a password that it does not take. */
const OUTCOMES: Readonly<Record<string, ChangeOutcome>> = {
  INVALID_PASSWORD: "wrong",
  PASSWORD_TOO_SHORT: "length",
  PASSWORD_TOO_LONG: "length",
};

/** Changes the password of whoever is signed in and ends their other sessions. Throws where there is no connection. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<ChangeOutcome> {
  const response = await fetch("/api/auth/change-password", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ currentPassword, newPassword, revokeOtherSessions: true }),
    credentials: "same-origin",
  });
  if (response.ok) return "done";
  if (response.status === 429) return "too_many";
  if (response.status === 503) return "busy";
  const problem: unknown = await response.json().catch(() => null);
  const reason = typeof problem === "object" && problem !== null && "reason" in problem ? problem.reason : "";
  const known = OUTCOMES[String(reason)];
  if (known !== undefined) return known;
  return response.status === 401 ? "signed_out" : "failed";
}
