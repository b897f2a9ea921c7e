import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import { CONSIGNMENT_STEPS, type ConsignmentStep } from "#core/consignment/consignment.ts";
import { findStanding } from "#core/consignment/standing.ts";
import type { PartyId } from "#core/id.ts";
import type { Action } from "#core/permission.ts";
import { ConsignmentAssets } from "../equipment/consignment-assets.tsx";
import { RedirectSection } from "../shelf-life/redirect-section.tsx";
import { type Me, mayDo } from "../server/me.ts";
import { ClearanceForm } from "./clearance-form.tsx";
import { PackForm } from "./pack-form.tsx";
import { ReceiveForm } from "./receive-form.tsx";
import { SettleForm } from "./settle-form.tsx";
import { SIMPLE_STEPS, StepForm } from "./step-form.tsx";

/** Which action the table of permissions has for each step that a person takes. */
const ACTION_OF = {
  pack: "pack_consignment",
  dispatch: "dispatch_consignment",
  clear_export: "clear_export",
  depart: "depart_consignment",
  arrive: "arrive_consignment",
  clear_import: "clear_import",
  hold: "hold_consignment",
  lose: "lose_consignment",
  cancel: "cancel_consignment",
  receive: "receive_consignment",
  recount: "recount_consignment",
} as const satisfies Readonly<Partial<Record<ConsignmentStep, Action>>>;

/** The steps that this consignment can take now and that one's roles allow; each opens its form. */
export function ConsignmentActions({
  consignment,
  me,
}: {
  readonly consignment: ConsignmentView;
  readonly me: Me;
}) {
  const { t } = useTranslation();
  const parties = {
    giverId: consignment.giverId as PartyId, // as the server sent them
    recipientId: consignment.recipientId as PartyId,
  };
  const isImportCleared = consignment.events.some((event) => event.step === "clear_import");
  const may = (action: Action) => mayDo(me, action, findStanding(parties, action, { isImportCleared }));
  const steps = CONSIGNMENT_STEPS[consignment.status];
  const can = (step: keyof typeof ACTION_OF) => steps[step] !== undefined && may(ACTION_OF[step]);
  const mayRelease = consignment.status === "held" && may("release_consignment");
  const differences = consignment.receipt?.differences ?? [];
  const mayRecount =
    consignment.agreementId !== null &&
    differences.every((one) => one.status === "open" && one.redirectedUnits === 0);
  const forms = [
    ...(can("pack") ? [{ key: "pack", form: <PackForm consignment={consignment} /> }] : []),
    ...(["clear_export", "clear_import"] as const)
      .filter(can)
      .map((step) => ({ key: step, form: <ClearanceForm consignment={consignment} step={step} /> })),
    ...(["receive", "recount"] as const)
      .filter((step) => can(step) && (step === "receive" || mayRecount))
      .map((step) => ({
        key: step,
        form: <ReceiveForm consignment={consignment} step={step} userId={me.userId} />,
      })),
    ...SIMPLE_STEPS.filter((step) => (step === "release" ? mayRelease : can(step))).map((step) => ({
      key: step,
      form: <StepForm consignment={consignment} step={step} />,
    })),
  ] as const;
  return (
    <>
      {forms.length === 0 ? null : (
        <section className="section" aria-labelledby="acts">
          <Title order={2} size="h3" id="acts">
            {t("act.title")}
          </Title>
          {forms.map(({ key, form }) => (
            <details key={key} className="filter-box">
              <summary>{t(`act.${key as keyof typeof ACTION_OF}`)}</summary>
              {form}
            </details>
          ))}
        </section>
      )}
      <ConsignmentAssets consignment={consignment} me={me} />
      <SettleForm consignment={consignment} me={me} />
      <RedirectSection consignment={consignment} me={me} />
    </>
  );
}
