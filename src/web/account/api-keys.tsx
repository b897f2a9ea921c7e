import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ApiKeysView } from "#api/account.ts";
import { ActButton } from "../display/act-button.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";

/** One's own API keys, to be taken back: the operator makes them. */
export function ApiKeys() {
  const { t } = useTranslation();
  const keys = useQuery({ queryKey: ["api-keys"], queryFn: () => read(server.listApiKeys({})) });
  return (
    <section className="section" aria-labelledby="api-keys">
      <Title order={2} size="h3" id="api-keys">
        {t("account.keys")}
      </Title>
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? <p className="note">{t("account.keysNone")}</p> : <KeyTable items={items} />
        }
      </Loaded>
    </section>
  );
}

function KeyTable({ items }: ApiKeysView) {
  const { t } = useTranslation();
  const { when } = useWording();
  return (
    <ScrollTable caption={t("account.keysCaption")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("account.keyName")}</Table.Th>
          <Table.Th scope="col">{t("account.keyStart")}</Table.Th>
          <Table.Th scope="col">{t("account.keyUsed")}</Table.Th>
          <Table.Th scope="col">{t("account.expires")}</Table.Th>
          <Table.Th scope="col">{t("members.action")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((key) => (
          <Table.Tr key={key.id}>
            <Table.Th scope="row">{key.name}</Table.Th>
            <Table.Td>
              <span className="code">{key.start}</span>
            </Table.Td>
            <Table.Td>{key.lastUsedAt === null ? t("account.never") : when(key.lastUsedAt)}</Table.Td>
            <Table.Td>{key.expiresAt === null ? t("account.never") : when(key.expiresAt)}</Table.Td>
            <Table.Td>
              <ActButton
                label={t("account.revoke")}
                question={t("account.revokeSure")}
                send={() => server.revokeApiKey({ params: { keyId: key.id } })}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
