import type { Checks, OutputCheck } from '../../contract/checks';
import type { Answer } from '../../tools/endpoint';
import { compareValues, type Tolerance } from './compare';
import type { Contract } from './contract-file';
import { type Payload, payloadOf } from './payload';
import type { ReferenceAnswer } from './reference';
import { clip, count } from './sentence';

/** How an answer was judged; `got` is one sentence with values. */
export interface Judgement {
  passed: boolean;
  got: string;
  difference?: number;
}

/** What any answer must look like. */
export interface Shape {
  answer: Checks['answer'];
  outputs: OutputCheck[];
  /** Rows, when the answer must have a number of them. */
  rows?: number;
  /** Columns, when known. With one output only, its check holds for every column. */
  columns?: number;
  /** Upstream's classes often leave out names (`t:0`, `t:1`): then names that were not given are no fault. */
  lenientNames?: boolean;
}

type Read = (body: unknown) => Payload | string;

const failed = (got: string): Judgement => ({ passed: false, got });

/** The shape that checks.json asks for. */
export function shapeOfChecks({ answer, outputs }: Checks, rows?: number): Shape {
  return { answer, outputs, rows, columns: outputs.length > 1 ? outputs.length : undefined };
}

/** The shape that a contract's targets ask for; empty targets ask for nothing but an answer. */
export function shapeOfTargets({ targets }: Contract, rows?: number): Shape {
  const widths = targets.map(target =>
    target.ftype === 'continuous' ? (target.shape ?? []).reduce((product, size) => product * size, 1) : 1
  );
  const columns = widths.reduce((sum, width) => sum + width, 0) || undefined;
  const outputs = targets.flatMap((target, index) => {
    const check: OutputCheck =
      target.ftype === 'categorical'
        ? { name: target.name, dtype: 'any', classes: target.values, nullable: false }
        : {
            name: target.name,
            dtype: target.dtype === 'INT' ? 'int' : 'float',
            range: target.range.map((bound, end) => (bound === 'inf' ? [-Infinity, Infinity][end]! : bound)) as [
              number,
              number
            ],
            nullable: false
          };
    return Array.from({ length: widths[index]! }, () => check);
  });
  return { answer: 'unknown', outputs, rows, columns, lenientNames: true };
}

/** One sentence about a shape: `3 rows of 2 values`. */
export function describeShape({ answer, outputs, rows, columns }: Shape): string {
  const kinds = [...new Set(outputs.map(({ dtype }) => dtype).filter(dtype => dtype !== 'any'))].join(', ');
  const form = { data: 'rows', json: 'an object', text: 'a text', unknown: 'an answer' }[answer];
  const size = rows === undefined ? form : count(rows, 'row');
  return `200 with ${size}${columns ? ` of ${count(columns, 'value')}` : ''}${kinds ? ` (${kinds})` : ''}`;
}

/** Status, payload kind, rows, columns, names, dtype, range, classes and nulls of an answer. Never throws. */
export function judgeShape({ status, body }: Answer, shape: Shape, read: Read = payloadOf): Judgement {
  if (status !== 200) {
    return failed(`${status}: ${reasonOf(body) ?? clip(body)}`);
  }
  const payload = read(body);
  if (typeof payload === 'string') {
    return failed(payload);
  }
  if (shape.answer !== 'unknown' && payload.kind !== shape.answer) {
    return failed(`${payload.kind} instead of ${shape.answer}: ${clip(body)}`);
  }
  const fault = payload.kind === 'data' ? faultOfRows(payload, shape) : faultOfObject(payload, shape);
  return fault ? failed(fault) : { passed: true, got: clip(payload.value) };
}

function faultOfRows({ value, names }: Payload & { kind: 'data' }, shape: Shape): string | undefined {
  if (shape.rows !== undefined && value.length !== shape.rows) {
    return `${count(value.length, 'row')} instead of ${shape.rows}`;
  }
  for (const [index, row] of value.entries()) {
    const cells: unknown[] = Array.isArray(row) ? row : [row];
    const width = shape.outputs.length > 1 ? cells.length : cells.flat(Infinity).length;
    if (shape.columns !== undefined && width !== shape.columns) {
      return `${count(width, 'value')} instead of ${shape.columns} in row ${index + 1}`;
    }
    for (const [place, cell] of cells.entries()) {
      const check = shape.outputs[shape.outputs.length === 1 ? 0 : place];
      const fault = check && faultOfCells(cell, check);
      if (fault) {
        return `${fault} in row ${index + 1}, column ${place + 1}`;
      }
    }
  }
  return faultOfNames(names, shape);
}

function faultOfNames(names: string[], { outputs, lenientNames }: Shape): string | undefined {
  const wanted = outputs.map(({ name }) => name);
  const given = names.some((name, index) => name !== `t:${index}`);
  if (wanted.some(name => name === undefined) || (!given && lenientNames)) {
    return undefined;
  }
  // One named array may have many columns, and a flat answer has no names.
  if (wanted.length < 2 && (!given || names.length !== 1)) {
    return undefined;
  }
  return wanted.length > 0 && String(names) !== String(wanted)
    ? `the names ${clip(names)} instead of ${clip(wanted)}`
    : undefined;
}

function faultOfObject(payload: Payload, { outputs, rows }: Shape): string | undefined {
  const parts: unknown[] = Array.isArray(payload.value) ? payload.value : [payload.value];
  if (rows !== undefined && Array.isArray(payload.value) && parts.length !== rows) {
    return `${count(parts.length, 'entry')} instead of ${rows}`;
  }
  for (const part of parts) {
    for (const check of outputs) {
      const fault = faultOfField(part, check);
      if (fault) {
        return fault;
      }
    }
  }
  return undefined;
}

function faultOfField(part: unknown, check: OutputCheck): string | undefined {
  if (typeof part !== 'object' || part === null) {
    return faultOfCells(part, check);
  }
  if (check.name === undefined) {
    return undefined;
  }
  if (!Object.hasOwn(part, check.name)) {
    return check.nullable ? undefined : `no ${check.name} in ${clip(part)}`;
  }
  const fault = faultOfCells((part as Record<string, unknown>)[check.name], check);
  return fault && `${fault} in ${check.name}`;
}

function faultOfCells(cell: unknown, check: OutputCheck): string | undefined {
  const cells: unknown[] = Array.isArray(cell) ? (cell as unknown[]).flat(Infinity) : [cell];
  return cells.map(value => faultOfValue(value, check)).find(fault => fault !== undefined);
}

function faultOfValue(value: unknown, { dtype, range, classes, nullable }: OutputCheck): string | undefined {
  if (value === null || value === undefined) {
    return nullable ? undefined : 'no value (null)';
  }
  if (!IS_OF[dtype](value)) {
    return `${clip(value, 60)} is not ${dtype}`;
  }
  if (classes && !classes.some(known => known === value)) {
    return `${clip(value, 60)} is none of ${clip(classes)}`;
  }
  if (range && (typeof value === 'number' || typeof value === 'bigint') && (value < range[0] || value > range[1])) {
    return `${value} is outside ${range[0]} to ${range[1]}`;
  }
  return undefined;
}

const IS_OF: Record<OutputCheck['dtype'], (value: unknown) => boolean> = {
  float: value => typeof value === 'number' || typeof value === 'bigint',
  int: value => typeof value === 'bigint' || Number.isInteger(value),
  bool: value => typeof value === 'boolean',
  string: value => typeof value === 'string',
  any: () => true
};

/** A refusal is a 4xx whose body says why, in Seldon's `status.info`; `highest` is the last status that counts as one. */
export function judgeRefusal({ status, body }: Answer, highest = 499): Judgement {
  const reason = reasonOf(body);
  const got = `${status}: ${reason ?? clip(body)}`;
  return {
    passed: status >= 400 && status <= highest && reason !== undefined,
    got: reason ? got : `${got}, no status.info`
  };
}

/** Status and answer against the logged model's own; where that one refuses, the endpoint must refuse too. */
export function judgeParity(
  answer: Answer,
  reference: ReferenceAnswer,
  { tolerance, read = payloadOf }: { tolerance: Tolerance; read?: Read }
): Judgement {
  if ('error' in reference) {
    return answer.status >= 400
      ? { passed: true, got: `both refuse: ${reasonOf(answer.body) ?? answer.status}` }
      : failed(`${clip(answer.body)}, but the logged model refuses: ${clip(reference.error)}`);
  }
  if (answer.status !== 200) {
    return failed(`${answer.status}: ${reasonOf(answer.body) ?? clip(answer.body)}`);
  }
  const payload = read(answer.body);
  if (typeof payload === 'string') {
    return failed(payload);
  }
  if (
    reference.names &&
    payload.kind === 'data' &&
    read === payloadOf &&
    String(payload.names) !== String(reference.names)
  ) {
    return failed(`the names ${clip(payload.names)} instead of ${clip(reference.names)}`);
  }
  const { equal, largest, reason } = compareValues(
    unwrapped(payload.value, reference.value),
    reference.value,
    tolerance
  );
  return { passed: equal, got: reason ?? clip(payload.value), difference: largest };
}

/** A single value has no rows of its own: it may be answered as one row. */
function unwrapped(ours: unknown, theirs: unknown): unknown {
  if (theirs !== null && typeof theirs === 'object') {
    return ours;
  }
  return Array.isArray(ours) && ours.length === 1 ? unwrapped(ours[0], theirs) : ours;
}

/** The sentence in an error answer: Seldon's `status.info`, V2's `error`. */
export function reasonOf(body: unknown): string | undefined {
  const { status, error } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const info = typeof status === 'object' && status !== null ? (status as Record<string, unknown>).info : error;
  return typeof info === 'string' && info.trim() ? clip(info) : undefined;
}
