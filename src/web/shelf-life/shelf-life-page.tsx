import { Table, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ShelfLifeRuleView } from "#api/shelf-life.ts";
import type { PartyId } from "#core/id.ts";
import { ItemSelect } from "../item/item-select.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { ActButton } from "../display/act-button.tsx";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { listOwnParties, type OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { useAskedWords } from "./use-asked-words.ts";

/** What one's parties ask to be left of the shelf life on arrival, beside what is asked of everybody. */
export function ShelfLifePage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("shelfLife.title")}</PageTitle>
          <p className="lead">{t("shelfLife.lead")}</p>
          {listOwnParties(me).map((party) => (
            <PartyRules key={party.id} party={party} />
          ))}
        </>
      )}
    </SignedInOnly>
  );
}

function PartyRules({ party }: { readonly party: OwnParty }) {
  const { t } = useTranslation();
  const names = useNames();
  const rules = useQuery({
    queryKey: ["shelf-life-rules", party.code],
    queryFn: () => read(server.listShelfLifeRules({ query: { party: party.code } })),
  });
  const id = `rules-${party.code}`;
  const isFocalPoint = party.roles.includes("focal_point");
  return (
    <section className="section" aria-labelledby={id}>
      <Title order={2} size="h3" id={id}>
        {t("shelfLife.own", { party: names.party(party.code) })}
      </Title>
      <Loaded query={rules}>
        {({ ofAll, items }) => (
          <>
            <p>
              {t("shelfLife.ofAll")}: <RuleList rules={ofAll} />
            </p>
            {items.length === 0 ? (
              <p className="note">{t("shelfLife.none")}</p>
            ) : (
              <RuleTable rules={items} mayEnd={isFocalPoint} />
            )}
          </>
        )}
      </Loaded>
      {isFocalPoint ? <SetRuleForm party={party} /> : null}
    </section>
  );
}

function RuleList({
  rules,
}: {
  readonly rules: readonly Pick<ShelfLifeRuleView, "itemId" | "leastDays" | "leastPerCent">[];
}) {
  const { list } = useWording();
  const names = useNames();
  const words = useAskedWords();
  return <>{list(rules.map((one) => `${names.item(one.itemId)} – ${words.rule(one)}`))}</>;
}

function RuleTable({
  rules,
  mayEnd,
}: {
  readonly rules: readonly ShelfLifeRuleView[];
  readonly mayEnd: boolean;
}) {
  const { t } = useTranslation();
  const { when } = useWording();
  const names = useNames();
  const words = useAskedWords();
  return (
    <ScrollTable caption={t("shelfLife.caption")} minWidth={520}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.item")}</Table.Th>
          <Table.Th scope="col">{t("shelfLife.asks")}</Table.Th>
          <Table.Th scope="col">{t("shelfLife.since")}</Table.Th>
          <Table.Th scope="col">{t("shelfLife.until")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rules.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Th scope="row">{names.item(one.itemId)}</Table.Th>
            <Table.Td>{words.rule(one)}</Table.Td>
            <Table.Td>{when(one.setAt)}</Table.Td>
            <Table.Td>
              {one.retiredAt === null ? t("shelfLife.holds") : when(one.retiredAt)}
              {one.retiredAt === null && mayEnd ? (
                <ActButton
                  label={t("shelfLife.retire")}
                  question={t("shelfLife.retireSure")}
                  send={(commandId) =>
                    server.retireShelfLifeRule({
                      body: { partyId: one.partyId as PartyId, itemId: one.itemId },
                      commandId,
                    })
                  }
                />
              ) : null}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function SetRuleForm({ party }: { readonly party: OwnParty }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ itemId: "", leastDays: "", leastPerCent: "" });
  type Body = Parameters<typeof server.setShelfLifeRule>[0]["body"];
  const command = useCommand<Body, ShelfLifeRuleView>(
    (body, commandId) => server.setShelfLifeRule({ body, commandId }),
    undefined,
    () => setDraft({ itemId: "", leastDays: "", leastPerCent: "" }),
  );
  const errors = useFieldErrors(command.problem);
  const makeBody = (): Body => ({
    partyId: party.id as PartyId, // as the server sent it
    itemId: draft.itemId,
    ...(draft.leastDays.trim() === "" ? {} : { leastDays: readCount(draft.leastDays) }),
    ...(draft.leastPerCent.trim() === "" ? {} : { leastPerCent: readCount(draft.leastPerCent) }),
  });
  return (
    <div className="form-line">
      <Title order={3} size="h4">
        {t("shelfLife.set")}
      </Title>
      <p className="note">{t("shelfLife.setHint")}</p>
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("shelfLife.setGo")}>
        <div className="fields">
          <ItemSelect
            value={draft.itemId}
            error={errors("itemId")}
            onChange={(itemId) => setDraft({ ...draft, itemId })}
          />
          {(["leastDays", "leastPerCent"] as const).map((name) => (
            <TextInput
              key={name}
              inputMode="numeric"
              label={`${t(`shelfLife.${name}`)} ${t("form.optional")}`}
              value={draft[name]}
              error={errors(name)}
              onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
            />
          ))}
        </div>
      </CommandForm>
    </div>
  );
}
