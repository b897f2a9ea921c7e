import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { v7 as newUuid } from "uuid";
import type { TeamOfferView } from "#api/team.ts";
import type { PartyId } from "#core/id.ts";
import { TERMS, type Terms } from "#core/ledger/supply.ts";
import { CAPACITY_FIELDS } from "#core/team/team-offer.ts";
import type { TeamId, TeamType } from "#core/team/team.ts";
import type { Day } from "#core/time.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { listOwnParties, type OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { NeedFields, NO_NEEDS, readNeeds } from "./need-fields.tsx";
import { readLanguages, TypeChoice } from "./team-fields.tsx";

/** Offers a team of one's party: what it can do, when, in which languages, on which terms. */
export function OfferTeamPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("team.register")}</PageTitle>
          <p className="lead">{t("team.registerLead")}</p>
          <OfferForm parties={listOwnParties(me).filter(({ roles }) => roles.includes("focal_point"))} />
        </>
      )}
    </SignedInOnly>
  );
}

type Team = Parameters<typeof server.registerTeam>[0]["body"];
type Offer = Parameters<typeof server.offerTeam>[0]["body"];
interface Body {
  readonly team: Team;
  readonly offer: Offer;
}

const EMPTY = {
  name: "",
  languages: "",
  availableFrom: "",
  availableUntil: "",
  emergency: "",
  outpatientsPerDay: "",
  inpatientBeds: "",
  intensiveCareBeds: "",
  majorOperationsPerDay: "",
  minorOperationsPerDay: "",
  selfSufficiencyDays: "",
  ...NO_NEEDS,
};

/**
 * Registers the team, then offers it. Both commands keep their ids while nobody can say whether they were done, and a team
 * that was registered is not registered again when its offer is refused and sent once more.
 */
function useOfferTeam(onDone: () => void) {
  const registered = useRef<{ readonly team: string; readonly id: string } | null>(null);
  const registering = useRef<{ readonly team: string; readonly commandId: string } | null>(null);
  return useCommand<Body, TeamOfferView>(async ({ team, offer }, commandId) => {
    const text = JSON.stringify(team);
    if (registered.current?.team !== text) {
      if (registering.current?.team !== text) registering.current = { team: text, commandId: newUuid() };
      const answer = await server.registerTeam({ body: team, commandId: registering.current.commandId });
      if (!answer.ok) return answer;
      registered.current = { team: text, id: answer.value.id };
    }
    const params = { teamId: registered.current.id as TeamId };
    return await server.offerTeam({ params, body: offer, commandId });
  }, onDone);
}

function OfferForm({ parties }: { readonly parties: readonly OwnParty[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const [partyId, setPartyId] = useState(parties[0]?.id ?? "");
  const [terms, setTerms] = useState<Terms>("grant");
  const [types, setTypes] = useState<readonly TeamType[]>([]);
  const [texts, setTexts] = useState(EMPTY);
  const command = useOfferTeam(() => void navigate({ to: "/teams" }));
  const errors = useFieldErrors(command.problem);
  const change = (part: Partial<typeof EMPTY>) => setTexts({ ...texts, ...part });
  const makeBody = (): Body => ({
    team: {
      partyId: partyId as PartyId,
      name: texts.name.trim(),
      capabilities: types.map((type) => ({ type, count: 1, specialities: [] })),
    },
    offer: {
      terms,
      languages: readLanguages(texts.languages),
      availableFrom: texts.availableFrom as Day,
      ...(texts.availableUntil === "" ? {} : { availableUntil: texts.availableUntil as Day }),
      ...given("emergency", texts.emergency),
      ...Object.fromEntries(
        CAPACITY_FIELDS.flatMap((field) =>
          texts[field].trim() === "" ? [] : [[field, readCount(texts[field])]],
        ),
      ),
      ...readNeeds(texts),
    },
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("team.register")}>
      <TypeChoice chosen={types} choose={setTypes} error={errors("capabilities")} />
      <div className="fields">
        <NativeSelect
          label={t("form.party")}
          value={partyId}
          error={errors("partyId")}
          data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
          onChange={(event) => setPartyId(event.currentTarget.value)}
        />
        <TextInput
          label={t("team.nameField")}
          value={texts.name}
          error={errors("name")}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("column.terms")}
          value={terms}
          data={TERMS.map((value) => ({ value, label: t(`terms.${value}`) }))}
          onChange={(event) => setTerms(TERMS.find((one) => one === event.currentTarget.value) ?? "grant")}
        />
        <TextInput
          type="date"
          label={t("form.availableFrom")}
          value={texts.availableFrom}
          error={errors("availableFrom")}
          onChange={(event) => change({ availableFrom: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={`${t("form.availableUntil")} ${t("form.optional")}`}
          value={texts.availableUntil}
          error={errors("availableUntil")}
          onChange={(event) => change({ availableUntil: event.currentTarget.value })}
        />
        <TextInput
          label={t("team.languages")}
          description={t("team.languagesHint")}
          value={texts.languages}
          error={errors("languages")}
          onChange={(event) => change({ languages: event.currentTarget.value })}
        />
        <TextInput
          label={`${t("form.emergency")} ${t("form.optional")}`}
          value={texts.emergency}
          error={errors("emergency")}
          onChange={(event) => change({ emergency: event.currentTarget.value })}
        />
        {CAPACITY_FIELDS.map((field) => (
          <TextInput
            key={field}
            label={`${t(`capacity.${field}`)} ${t("form.optional")}`}
            inputMode="numeric"
            value={texts[field]}
            error={errors(field)}
            onChange={(event) => change({ [field]: event.currentTarget.value })}
          />
        ))}
      </div>
      <NeedFields texts={texts} change={change} errors={errors} />
    </CommandForm>
  );
}
