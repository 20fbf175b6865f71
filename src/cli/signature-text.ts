import type { ColumnSpec, ParamSpec, Signature, TensorSpec } from '../contract/signature';

/** A signature as lines of text, a line for each input, output and parameter. */
export function describeSignature(signature: Signature): string[] {
  return [
    ...part('inputs', signature.inputs),
    ...part('outputs', signature.outputs),
    ...(signature.params?.length ? ['params', ...signature.params.map(param => `  ${paramText(param)}`)] : [])
  ];
}

function part(title: string, specs: (ColumnSpec | TensorSpec)[] | undefined): string[] {
  return specs === undefined
    ? [`${title.padEnd(13)} not logged`]
    : [title, ...specs.map(spec => `  ${specText(spec)}`)];
}

function specText(spec: ColumnSpec | TensorSpec): string {
  const name = spec.name === undefined ? '' : `${spec.name}: `;
  return spec.kind === 'tensor'
    ? `${name}${spec.dtype} [${spec.shape.map(size => (size < 0 ? 'any' : size)).join(' × ')}]`
    : `${name}${spec.type}${spec.required ? '' : ' (optional)'}`;
}

function paramText({ name, type, default: fallback }: ParamSpec): string {
  return `${name}: ${type} = ${JSON.stringify(fallback)}`;
}
