import { expect, test } from "vitest";
import { packHidden, unpackHidden } from "./hidden-fields.ts";

test("what a leaf hides is kept by agreement, and comes back field by field", () => {
  const hidden = [
    { field: "author", value: "u1", agreementId: null },
    { field: "agreement", value: "a1", agreementId: "a1" },
    { field: "movements.0.recipient", value: "ETH", agreementId: "a1" },
    { field: "movements.1.recipient", value: 'N"P\u2028L', agreementId: "a2" },
    { field: "movements.2.consignment", value: "C-1", agreementId: "a1" },
  ];
  const packed = packHidden(hidden);
  expect(packed.match(/a1/g)).toHaveLength(2); // once as the agreement, once as what a field hides
  const [author, agreement, first, second, third] = hidden;
  expect(unpackHidden(packed)).toEqual([author, agreement, first, third, second]);
});
