import { z } from "zod";
import { PHOTOGRAPH_BYTES_MAX, PHOTOGRAPHS_PER_LINE_MAX } from "#core/receipt/photograph.ts";
import { bytesView, commanding, reading } from "./endpoint.ts";
import { daySchema, idOf, instantSchema } from "./scalars.ts";

/** Four letters for every three bytes begun. */
const BASE64_LENGTH_MAX = Math.ceil(PHOTOGRAPH_BYTES_MAX / 3) * 4;

const photographBody = z.strictObject({
  lineNumber: z.int().positive(),
  /** The day on which it was taken, where that was; left out: today. */
  takenOn: daySchema.optional(),
  /** The JPEG as base64 (RFC 4648, section 4), without Exif, XMP and comments. */
  jpeg: z
    .string()
    .max(BASE64_LENGTH_MAX)
    .refine((text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text), { message: "base64" })
    .meta({ format: "byte", contentEncoding: "base64", contentMediaType: "image/jpeg" }),
});

const photographView = z.object({
  id: z.string(),
  lineNumber: z.number(),
  /** Pixels. */
  width: z.number(),
  height: z.number(),
  byteCount: z.number(),
  /** SHA-256 of the JPEG, hexadecimal. */
  sha256: z.string(),
  takenOn: z.string(),
  /** The name of whoever added it. */
  addedBy: z.string().nullable(),
  addedAt: instantSchema,
  /** Its picture is gone from then on. */
  takenBackAt: instantSchema.nullable(),
  /** Whether it was the reader who added it. */
  isOwn: z.boolean(),
});
export type PhotographView = z.infer<typeof photographView>;

const consignmentParams = z.object({ consignmentId: idOf("consignment") });
const photographParams = consignmentParams.extend({ photographId: idOf("photograph") });

export const photographEndpoints = {
  listPhotographs: reading({
    path: "/consignments/:consignmentId/photographs",
    summary: "Photographs of what differs, by line, for the consignment's parties",
    tag: "consignments",
    access: "signed_in",
    params: consignmentParams,
    response: z.object({ items: z.array(photographView) }),
    isPersonal: true,
  }),
  getPhotograph: reading({
    path: "/consignments/:consignmentId/photographs/:photographId",
    summary: "One photograph, as JPEG",
    tag: "consignments",
    access: "signed_in",
    params: photographParams,
    response: bytesView,
    media: "image/jpeg",
  }),
  addPhotograph: commanding({
    path: "/consignments/:consignmentId/photographs",
    summary: `Add a photograph to a line of the receipt: ${PHOTOGRAPHS_PER_LINE_MAX} a line, ${PHOTOGRAPH_BYTES_MAX} bytes each, at most`,
    tag: "consignments",
    params: consignmentParams,
    body: photographBody,
    response: photographView,
  }),
  takeBackPhotograph: commanding({
    path: "/consignments/:consignmentId/photographs/:photographId/take-back",
    summary: "Take back a photograph that one has added: its picture is deleted, that there was one stays",
    tag: "consignments",
    params: photographParams,
    response: photographView,
  }),
};
