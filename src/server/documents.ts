import swagger from "@fastify/swagger";
import reader from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { API_PREFIX } from "#api/contract.ts";
import { PROBLEM_TYPE } from "#api/problem.ts";
import { REFUSALS } from "#api/refusals.ts";
import { API_KEY_HEADER } from "./auth.ts";
import { type Definitions, listUsedSchemas, nameSchemas } from "./schema-names.ts";

/** Where people read about the interface. */
const DOCS_PATH = "/api/docs";
const DOCUMENT_PATH = `${API_PREFIX}/openapi.json`;
const READER_PATH = `${DOCS_PATH}/reader`;

/** Problem details as the document describes them. */
const PROBLEM_SCHEMA = {
  type: "object",
  description:
    "Problem details (RFC 9457): the code of the refusal, and the facts that a person needs to act.",
  required: ["type", "title", "status", "detail", "instance", "code"],
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string", format: "uri-reference", description: "Carries the number of the request." },
    code: { type: "string", enum: Object.keys(REFUSALS) },
    problems: {
      type: "array",
      description: "With the code malformed: everything that is wrong, at once.",
      items: {
        type: "object",
        required: ["field", "value", "rule"],
        properties: {
          field: { type: "string" },
          value: { type: ["string", "null"] },
          rule: { type: "string" },
          facts: { type: "object", additionalProperties: true },
        },
      },
    },
  },
  additionalProperties: true,
};

/** Registers the making of the OpenAPI document. Before any route: it sees those that come after. */
export async function registerDocument(app: FastifyInstance, version: string): Promise<void> {
  nameSchemas();
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Wellspring",
        version,
        description:
          "Medical assistance between countries: calls, offers, a fair plan, a double-entry ledger of units and a " +
          "public statement. Commands carry an Idempotency-Key; refusals are problem details.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/" }],
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: "wellspring.session_token" },
          apiKey: { type: "apiKey", in: "header", name: API_KEY_HEADER },
        },
      },
    },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route);
      if (schema.hide === true) return { schema, url };
      const problem = {
        description: "A refusal",
        content: { [PROBLEM_TYPE]: { schema: { $ref: "#/components/schemas/Problem" } } },
      };
      // What the transform above makes of response schemas is an object by status.
      const response = { ...(schema.response as object), default: problem };
      return { schema: { ...schema, response }, url };
    },
    transformObject: (document) => {
      const transformed = jsonSchemaTransformObject(document);
      // Of version 3.1, as stated above: with components.
      const { components, paths } = transformed as {
        components?: { schemas?: Definitions };
        paths?: unknown;
      };
      const schemas = listUsedSchemas(paths, { ...components?.schemas, Problem: PROBLEM_SCHEMA });
      return Object.assign(transformed, { components: { ...components, schemas } });
    },
  });
}

/** Adds the OpenAPI document and the page that reads it. The page asks nothing of any other host. */
export async function addDocuments(app: FastifyInstance): Promise<void> {
  let text: string | undefined;
  app.get(DOCUMENT_PATH, { schema: { hide: true } }, async (_, reply) => {
    text ??= JSON.stringify(app.swagger());
    return await reply.type("application/json; charset=utf-8").header("cache-control", "no-cache").send(text);
  });
  await app.register(reader, {
    routePrefix: READER_PATH,
    configuration: { url: DOCUMENT_PATH, withDefaultFonts: false, telemetry: false },
  });
  app.get(DOCS_PATH, { schema: { hide: true } }, async (_, reply) => {
    return await reply.type("text/html; charset=utf-8").send(PAGE);
  });
  app.get(`${DOCS_PATH}/start.js`, { schema: { hide: true } }, async (_, reply) => {
    return await reply.type("text/javascript; charset=utf-8").send(START);
  });
}

/** Written out rather than taken from the reader's package, whose page has a script within it. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Wellspring: the interface</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="reader"></div>
<noscript>The interface is described in <a href="${DOCUMENT_PATH}">${DOCUMENT_PATH}</a> (OpenAPI 3.1).</noscript>
<script src="${READER_PATH}/js/scalar.js"></script>
<script src="${DOCS_PATH}/start.js"></script>
</body>
</html>
`;

const START = `Scalar.createApiReference("#reader", ${JSON.stringify({
  url: DOCUMENT_PATH,
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
})});
`;
