import { Alert } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { RefusedReadingError } from "../server/connection.ts";
import { CHECKS, type CheckedProof, checkProof, type EntryProof } from "./check-proof.ts";
import { readProof } from "./read-proof.ts";

/** One entry: its proof, each check with what it came to, and the leaf as it is hashed. */
export function EntryCheck({ entryId, trusted }: { readonly entryId: string; readonly trusted: string }) {
  const { t } = useTranslation();
  // Asked for once; a key that is being typed is tried here alone.
  const read = useQuery({ queryKey: ["proof", entryId], queryFn: () => readProof(entryId) });
  const checked = useQuery({
    queryKey: ["proof checked", entryId, trusted],
    enabled: read.data !== undefined,
    queryFn: async () => {
      if (read.data === undefined) throw new Error("no proof to check yet");
      const proof = trusted.trim() === "" ? read.data : { ...read.data, keys: [trusted.trim()] };
      return { proof, result: await checkProof(proof) };
    },
    networkMode: "always",
    placeholderData: keepPreviousData,
  });
  const { error } = read;
  if (error instanceof RefusedReadingError && error.problem.status < 500) {
    return <Empty title={t("verify.none")} />;
  }
  if (error !== null) return <Loaded query={read}>{() => null}</Loaded>;
  return <Loaded query={checked}>{({ proof, result }) => <Verdicts proof={proof} result={result} />}</Loaded>;
}

const COLOURS = { fits: "spring", differs: "red", unable: "gray" } as const;

function Verdicts({ proof, result }: { readonly proof: EntryProof; readonly result: CheckedProof }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const verdicts = Object.values(result.verdicts);
  const all = verdicts.includes("differs") ? "differs" : verdicts.includes("unable") ? "unable" : "fits";
  const size = quantity(result.size);
  return (
    <Alert
      mb="md"
      color={COLOURS[all]}
      title={t(`verify.all.${all}`, { position: quantity(proof.position), size })}
      data-testid={`proof-${all}`}
    >
      <ul className="verdicts">
        {CHECKS.map((check) => (
          <li key={check}>
            {t(`verify.${check}`)}: <strong>{t(`verify.${result.verdicts[check]}`)}</strong>
          </li>
        ))}
      </ul>
      <details>
        <summary>{t("verify.leafText")}</summary>
        <pre dir="ltr" className="leaf-text" tabIndex={0}>
          {writeLeaf(proof.leaf)}
        </pre>
      </details>
    </Alert>
  );
}

/** The leaf set out in lines; what is no JSON, as it is. */
function writeLeaf(leaf: Uint8Array): string {
  const text = new TextDecoder().decode(leaf);
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
