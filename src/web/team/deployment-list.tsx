import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { StatusMark } from "../display/marks.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";
import { useTeamWords } from "./team-words.tsx";

/** Deployments, newest first: those of one party, as giver or host, where it is given. */
export function DeploymentList({ party }: { readonly party?: string }) {
  const { t } = useTranslation();
  const words = useTeamWords();
  const names = useNames();
  const deployments = usePages(["deployments", party ?? null], (cursor) =>
    read(
      server.listDeployments({
        query: { limit: 50, ...cursor, ...(party === undefined ? {} : { party }) },
      }),
    ),
  );
  return (
    <Loaded query={deployments.query}>
      {() =>
        deployments.items.length === 0 ? (
          <Empty title={t("teams.noDeployments")} />
        ) : (
          <>
            <ScrollTable caption={t("teams.deployments")}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t("team.name")}</Table.Th>
                  <Table.Th scope="col">{t("column.status")}</Table.Th>
                  <Table.Th scope="col">{t("column.site")}</Table.Th>
                  <Table.Th scope="col">{t("column.recipient")}</Table.Th>
                  <Table.Th scope="col">{t("team.days")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {deployments.items.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Th scope="row">
                      <Link to="/deployments/$deploymentId" params={{ deploymentId: one.id }}>
                        {one.teamName}
                      </Link>
                    </Table.Th>
                    <Table.Td>
                      <StatusMark status={one.status} />
                    </Table.Td>
                    <Table.Td>{one.siteName}</Table.Td>
                    <Table.Td>{names.party(one.recipientCode)}</Table.Td>
                    <Table.Td>{words.days(one.fromDay, one.untilDay)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </ScrollTable>
            <NextPages pages={deployments} />
          </>
        )
      }
    </Loaded>
  );
}
