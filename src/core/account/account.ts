import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";

/** Bounds of a password's length in characters. Long ones are better than odd ones (NIST SP 800-63B, 3.1.1). */
export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 128;

/** Somebody has an account with this address already. */
export interface EmailTakenRefusal {
  readonly code: "email_taken";
  readonly email: string;
}

/** The invitation is unknown, was accepted before, or has expired. */
export interface InvitationNotOpenRefusal {
  readonly code: "invitation_not_open";
}

/** The account of the address invited exists, and whoever accepts has not signed in to it. */
export interface SignInToAcceptRefusal {
  readonly code: "sign_in_to_accept";
  readonly email: string;
}

/**
 * Nobody here has vouched that the account belongs to whoever has the address: it was made by accepting an invitation
 * of another party, which chose to whom its token went.
 */
export interface AccountNotVouchedRefusal {
  readonly code: "account_not_vouched";
  readonly email: string;
}

/** Taking this role away would leave nobody who could give roles: the last administrator of the secretariat stays. */
export interface LastAdministratorRefusal {
  readonly code: "last_administrator";
}

/** A person who shall be able to sign in. */
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

const EMAIL = /^[^\s@<>"(),:;[\]\\\p{Cc}]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])$/iu;
const ONE_LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,120}$/u;

/** True for an e-mail address that mail can be sent to: one line, one `@`, a domain name behind it. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

/** The person, the address in lower case. Refuses with `malformed`; a password is never repeated in a problem. */
export function decideNewUser(user: NewUser): Result<NewUser, MalformedRefusal> {
  const name = user.name.trim();
  const email = user.email.trim().toLowerCase();
  const problems: Problem[] = [];
  if (!ONE_LINE.test(name)) problems.push({ field: "name", value: name.slice(0, 120), rule: "one_line" });
  if (!isEmail(email)) problems.push({ field: "email", value: email.slice(0, 120), rule: "email" });
  problems.push(...findPasswordProblems(user.password));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({ name, email, password: user.password });
}

/** What is wrong with a password; its text is never part of a problem. */
export function findPasswordProblems(password: string): readonly Problem[] {
  const length = Array.from(password).length;
  const facts = { lengthMin: PASSWORD_LENGTH_MIN, lengthMax: PASSWORD_LENGTH_MAX };
  if (length < PASSWORD_LENGTH_MIN)
    return [{ field: "password", value: null, rule: "password_too_short", facts }];
  if (length > PASSWORD_LENGTH_MAX)
    return [{ field: "password", value: null, rule: "password_too_long", facts }];
  return [];
}
