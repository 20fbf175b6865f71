import { numberText } from '../exact-json';
import { common, parse, type Type } from './library';
import { SELDON_PROTO } from './seldon-proto';

type Json = Record<string, unknown>;

/** A protobuf Value as protobufjs wants it. */
type Value =
  | { nullValue: 0 }
  | { numberValue: number }
  | { stringValue: string }
  | { boolValue: boolean }
  | { listValue: { values: Value[] } }
  | { structValue: { fields: Record<string, Value> } };

const { root } = parse(SELDON_PROTO, { keepCase: true });
root.addJSON(common.get('google/protobuf/struct.proto')!.nested!);
const SeldonMessage: Type = root.lookupType('seldon.protos.SeldonMessage');

/** The bytes of a Seldon message given as its JSON. Numbers become doubles: protobuf's JSON values have no other. */
export function encodeMessage(message: Json): Buffer {
  const { data, jsonData, meta } = message as { data?: Json; jsonData?: unknown; meta?: Json };
  const proto = {
    ...message,
    ...(data && { data: { ...data, ...('ndarray' in data && { ndarray: listOf(data.ndarray) }) } }),
    ...('jsonData' in message && { jsonData: valueOf(jsonData) }),
    ...(meta && { meta: { ...meta, ...(meta.tags ? { tags: structOf(meta.tags as Json).fields } : {}) } })
  };
  return Buffer.from(SeldonMessage.encode(SeldonMessage.fromObject(proto)).finish());
}

/** The JSON of the bytes of a Seldon message. */
export function decodeMessage(bytes: Buffer): Json {
  const message = SeldonMessage.toObject(SeldonMessage.decode(bytes), { arrays: true, bytes: String }) as Json;
  const { data, jsonData } = message as { data?: Json; jsonData?: Value };
  return {
    ...message,
    ...(data && { data: { names: data.names, ...partOf(data) } }),
    ...(jsonData && { jsonData: plain(jsonData) })
  };
}

function partOf({ ndarray, tensor }: Json): Json {
  return tensor ? { tensor } : { ndarray: ((ndarray as { values?: Value[] } | undefined)?.values ?? []).map(plain) };
}

function valueOf(value: unknown): Value {
  const number = numberText(value);
  if (number !== undefined) {
    return { numberValue: Number(number) };
  }
  if (Array.isArray(value)) {
    return { listValue: listOf(value) };
  }
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'object':
      return value === null ? { nullValue: 0 } : { structValue: structOf(value as Json) };
    default:
      return { nullValue: 0 };
  }
}

function listOf(values: unknown): { values: Value[] } {
  return { values: (Array.isArray(values) ? values : []).map(valueOf) };
}

function structOf(object: Json): { fields: Record<string, Value> } {
  return { fields: Object.fromEntries(Object.entries(object).map(([name, part]) => [name, valueOf(part)])) };
}

function plain(value: Value): unknown {
  if ('listValue' in value) {
    return (value.listValue.values ?? []).map(plain);
  }
  if ('structValue' in value) {
    return Object.fromEntries(
      Object.entries(value.structValue.fields ?? {}).map(([name, part]) => [name, plain(part)])
    );
  }
  return 'nullValue' in value ? null : Object.values(value)[0];
}
