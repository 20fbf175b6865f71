import { z } from 'zod';
import { api, type Call, type CallName } from '../contract/api';
import { Problem, type ProblemCode, PROBLEMS } from '../contract/problem';

type Json = Record<string, unknown>;

const COMPONENTS = '#/components/schemas/';
/** What every call can answer beside its own problems. */
const ALWAYS = ['bad-request', 'unexpected'] as const satisfies ProblemCode[];

/** The OpenAPI 3.1 description of the whole API, made from its table. */
export function openapiDocument(version: string): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const name of Object.keys(api) as CallName[]) {
    const call: Call = api[name];
    paths[call.path] = { ...paths[call.path], [call.method]: operation(name, call, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Deploy model', version },
    paths,
    components: { schemas }
  };
}

function operation(operationId: string, call: Call, schemas: Json): Json {
  const body = call.body && {
    required: !call.body.safeParse({}).success,
    content: jsonContent(call.body, 'input', schemas)
  };
  return {
    operationId,
    summary: call.summary,
    parameters: [...parametersOf(call, 'path', schemas), ...parametersOf(call, 'query', schemas)],
    ...(body && { requestBody: body }),
    responses: {
      200: { description: call.summary, content: jsonContent(call.answer, 'output', schemas) },
      ...problemAnswers([...call.problems, ...ALWAYS], schemas)
    }
  };
}

function parametersOf(call: Call, place: 'path' | 'query', schemas: Json): Json[] {
  const schema = place === 'path' ? call.params : call.query;
  if (!schema) {
    return [];
  }
  const { properties, required = [] } = jsonSchema(schema, 'input', schemas) as {
    properties: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property
  }));
}

/** One answer for each status, with the codes that it can have. */
function problemAnswers(codes: readonly ProblemCode[], schemas: Json): Json {
  const statuses = new Set(codes.map(code => PROBLEMS[code].status));
  const answers = [...statuses].map(status => {
    const description = codes.filter(code => PROBLEMS[code].status === status).join(', ');
    return [status, { description, content: jsonContent(Problem, 'output', schemas) }] as const;
  });
  return Object.fromEntries(answers);
}

function jsonContent(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  return { 'application/json': { schema: jsonSchema(schema, io, schemas) } };
}

/**
 * The JSON Schema; parts that have an id of their own go to the document's components. A part that is read and written
 * has two forms, since what has a default need not be sent but is always answered.
 */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const suffix = io === 'input' ? 'Input' : '';
  const text = JSON.stringify(z.toJSONSchema(schema, { io, target: 'draft-2020-12' })).replaceAll(
    /"#\/\$defs\/([\w-]+)"/g,
    (_, id: string) => `"${COMPONENTS}${id}${suffix}"`
  );
  const { $defs = {}, ...rest } = JSON.parse(text) as Json & { $defs?: Record<string, Json> };
  delete rest.$schema;
  for (const [id, part] of Object.entries($defs)) {
    const { id: own, ...definition } = part;
    schemas[`${String(own ?? id)}${suffix}`] = definition;
  }
  return rest;
}
