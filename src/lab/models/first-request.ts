import { rowRequest } from '../../contract/component-work';
import type { Signature, TensorSpec } from '../../contract/signature';
import type { ModelUsage } from '../../contract/usage';
import { fieldsOf, messageOf } from './request-form';

/** A request to begin with, and where its values are from. */
export interface FirstRequest {
  /** A Seldon message, as JSON text. */
  text: string;
  /** `signature`: made up, each value of its column's type; `nothing`: an empty row, which no model answers. */
  from: 'example' | 'signature' | 'nothing';
}

/** Values of a made-up array; a larger one would only be in the way. */
const MOST_VALUES = 1000;

/** The model's own example, else one row of what its signature asks for, else an empty row in the form that its kind takes. */
export function firstRequest({
  type = 'MODEL',
  example,
  signature
}: Pick<Partial<ModelUsage>, 'type' | 'example' | 'signature'>): FirstRequest {
  if (example !== undefined) {
    return { text: example, from: 'example' };
  }
  const text = rowFrom(signature?.inputs);
  return text === undefined ? { text: rowRequest(type, ''), from: 'nothing' } : { text, from: 'signature' };
}

function rowFrom(inputs: Signature['inputs']): string | undefined {
  const fields = fieldsOf(inputs);
  if (fields) {
    return messageOf(fields, {});
  }
  const [input, ...more] = inputs ?? [];
  return input?.kind === 'tensor' && more.length === 0 ? arrayFrom(input) : undefined;
}

function arrayFrom({ dtype, shape }: TensorSpec): string | undefined {
  const sizes = shape.map(size => (size > 0 ? size : 1));
  if (sizes.length === 0 || sizes.reduce((product, size) => product * size, 1) > MOST_VALUES) {
    return undefined;
  }
  return `{"data": {"ndarray": ${filled(sizes, literalOf(dtype))}}}`;
}

/** A JSON literal of a numpy type. */
function literalOf(dtype: string): string {
  if (/^(u?int|float)/.test(dtype)) {
    return dtype.startsWith('float') ? '0.5' : '1';
  }
  return dtype === 'bool' ? 'false' : '""';
}

function filled([size = 0, ...rest]: number[], literal: string): string {
  const part = rest.length > 0 ? filled(rest, literal) : literal;
  return `[${Array<string>(size).fill(part).join(', ')}]`;
}
