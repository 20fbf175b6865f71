import { z } from 'zod';
import type { Call } from '../contract/api';
import { ProblemError } from '../contract/problem';

/** A request as it came in: text only. */
export interface Incoming {
  params: Record<string, string>;
  query: URLSearchParams;
  body: string;
}

/** What a handler gets: params, query and body checked by the call's schemas, in one object. Throws bad-request. */
export function inputOf(call: Call, { params, query, body }: Incoming): object {
  return {
    ...(call.params && checked(call.params, params)),
    ...(call.query && checked(call.query, valuesOf(call.query, query))),
    ...(call.body && checked(call.body, jsonOf(body)))
  };
}

function checked(schema: z.ZodObject, value: unknown): object {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new ProblemError(
    {
      code: field === 'name' ? 'name-invalid' : 'bad-request',
      message: field === '' ? 'The request does not fit.' : `The value of ${field} does not fit.`,
      reason: issue?.message ?? '',
      suggestion: 'See /openapi.json for what it takes.'
    },
    { cause: result.error }
  );
}

/** Query values have the type that their schema asks for; text that is no such value stays text, and is refused. */
function valuesOf(schema: z.ZodObject, query: URLSearchParams): Record<string, unknown> {
  const values = Object.entries(schema.shape).map(([name, field]) => [name, valueOf(core(field), query.getAll(name))]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
}

function valueOf(schema: z.ZodType, texts: string[]): unknown {
  const text = texts.at(-1);
  if (text === undefined) {
    return undefined;
  }
  if (schema instanceof z.ZodArray) {
    return texts;
  }
  if (schema instanceof z.ZodNumber) {
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
  if (schema instanceof z.ZodBoolean) {
    return text === 'true' ? true : text === 'false' ? false : text;
  }
  return text;
}

/** The schema inside `optional` and `default`. */
function core(schema: unknown): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? core(schema.unwrap())
    : (schema as z.ZodType);
}

/** An empty body counts as an empty object. */
function jsonOf(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new ProblemError(
      {
        code: 'bad-request',
        message: 'The body is no JSON.',
        reason: (cause as Error).message,
        suggestion: 'Send a JSON object.'
      },
      { cause }
    );
  }
}
