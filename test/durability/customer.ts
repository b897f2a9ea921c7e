import { createUser } from "#app/account/create-user.ts";
import { giveRole } from "#app/account/give-role.ts";
import { makeApiKey } from "#app/account/make-api-key.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { openDatabase } from "#store/database.ts";
import { makeContext } from "./book-context.ts";

/** A party's program that makes offers, and its key. */
export interface Customer {
  readonly apiKey: string;
  /** The body of an offer of so many lines. */
  readonly drawOffer: (lines: number) => object;
}

const EMAIL = "load@example.org";

/** Makes a database in `home` with what every installation has, and the account of a party's program. */
export async function makeCustomer(home: string): Promise<Customer> {
  const opened = await openDatabase({ directory: home });
  try {
    const context = await makeContext(opened.db, home);
    await seedReference(context);
    const { id: siteId, partyId } = await opened.db
      .selectFrom("site")
      .where("partyId", "is not", null)
      .select(["id", "partyId"])
      .orderBy("country")
      .executeTakeFirstOrThrow();
    const { code: partyCode } = await opened.db
      .selectFrom("party")
      .where("id", "=", partyId ?? "")
      .select("code")
      .executeTakeFirstOrThrow();
    const items = [...context.reference.items.values()].filter(
      ({ kind, unitName }) => kind === "item" && unitName === "piece",
    );
    unwrap(await createUser(context, { name: "Load", email: EMAIL, password: `of ${context.newId()}` }));
    unwrap(await giveRole(context, { email: EMAIL, partyCode, role: "focal_point" }));
    const { key } = unwrap(await makeApiKey(context, { email: EMAIL, name: "load" }));
    const drawLine = (_: unknown, index: number) => ({
      itemId: items[index % items.length]?.id,
      quantity: 100 + index,
      siteId,
      availableFrom: "2020-05-01",
    });
    return {
      apiKey: key,
      drawOffer: (lines) => ({ partyId, terms: "grant", lines: Array.from({ length: lines }, drawLine) }),
    };
  } finally {
    await opened.close();
  }
}

function unwrap<Value>(
  result:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly refusal: { readonly code: string } },
): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}
