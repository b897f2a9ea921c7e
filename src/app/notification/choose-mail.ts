import { awaitsChoice, MAIL_DEFAULT, type MailCadence } from "#core/notification/mail.ts";
import type { NotificationLanguage } from "#core/notification/words/catalogue.ts";
import type { UserId } from "#core/id.ts";
import { findUser } from "#store/account.ts";
import { findMailSetting, findMailTurn, insertMailSetting, putMailSetting } from "#store/mail.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext } from "../context.ts";

/**
 * How somebody is told by e-mail, whether this installation sends any, whether it waits for a choice before it does, and why the last
 * message did not come, if so.
 */
export async function readMailChoice({ database, mail }: AppContext, userId: UserId) {
  const setting = await findMailSetting(database, userId);
  const { failure, failedAt, givenUp } = await findMailTurn(database, userId);
  const { cadence, language, sendsFrom } = setting ?? MAIL_DEFAULT;
  return {
    isOn: mail !== undefined,
    awaitsChoice: awaitsChoice({ cadence, sendsFrom }, await isConfirmed(database, userId)),
    cadence,
    /** `null` where none was chosen, nor noted. */
    language: setting === undefined ? null : language,
    failure:
      failure === null || failedAt === null ? null : { reason: failure, at: failedAt, isGivenUp: givenUp },
  };
}

/**
 * Writes how somebody wants to be told by e-mail; chosen again, it changes nothing. Who has chosen that nothing comes and chooses
 * otherwise is not sent what was told in between; who had to choose first (see `awaitsChoice`), not what was told before.
 */
export async function chooseMail(
  context: AppContext,
  userId: UserId,
  chosen: { readonly cadence: MailCadence; readonly language: NotificationLanguage },
) {
  const { database, now } = context;
  const before = (await findMailSetting(database, userId)) ?? MAIL_DEFAULT;
  const isSilent = before.cadence === "never" || awaitsChoice(before, await isConfirmed(database, userId));
  const sendsFrom = isSilent && chosen.cadence !== "never" ? now() : before.sendsFrom;
  await putMailSetting(database, userId, { ...chosen, sendsFrom });
  return await readMailChoice(context, userId);
}

/** Whether somebody has confirmed that who has the account has its address: an invitation alone does not. */
async function isConfirmed(database: Database, userId: UserId): Promise<boolean> {
  return (await findUser(database, userId))?.emailVerified === true;
}

/**
 * Notes the language in which somebody reads the pages, for messages to come in it: where nothing has been chosen or noted before. Returns
 * the language that holds.
 */
export async function noteLanguage({ database }: AppContext, userId: UserId, language: NotificationLanguage) {
  await insertMailSetting(database, userId, { ...MAIL_DEFAULT, language });
  const setting = await findMailSetting(database, userId);
  return { language: setting?.language ?? language };
}
