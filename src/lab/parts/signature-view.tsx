import type { ReactElement } from 'react';
import type { ColumnSpec, ParamSpec, Signature, TensorSpec } from '../../contract/signature';
import { useLab } from '../lab';

/** What a model takes and gives. */
export function SignatureView({ signature }: { signature: Signature }): ReactElement {
  const { trans } = useLab();
  const rows = [
    ...part(trans.__('input'), signature.inputs),
    ...part(trans.__('output'), signature.outputs),
    ...(signature.params ?? []).map(param => row(trans.__('parameter'), param, paramType(param)))
  ];
  if (rows.length === 0) {
    return <p className="jp-DeployModel-hint">{trans.__('No signature was logged.')}</p>;
  }
  return (
    <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Signature')}>
      <table className="jp-DeployModel-table">
        <caption className="jp-DeployModel-unseen">{trans.__('Signature')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Part')}</th>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Type')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, name, type }, index) => (
            <tr key={index}>
              <td>{kind}</td>
              <td>{name}</td>
              <td>
                <code>{type}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

  function part(kind: string, specs: readonly (ColumnSpec | TensorSpec)[] = []) {
    return specs.map(spec => row(kind, spec, spec.kind === 'tensor' ? tensorType(spec) : columnType(spec)));
  }

  function row(kind: string, { name }: { name?: string }, type: string) {
    return { kind, name: name ?? trans.__('(no name)'), type };
  }

  function columnType({ type, required }: ColumnSpec): string {
    return required ? type : trans.__('%1, optional', type);
  }
}

function tensorType({ dtype, shape }: TensorSpec): string {
  return `${dtype} [${shape.map(size => (size < 0 ? '*' : size)).join(' × ')}]`;
}

function paramType({ type, default: fallback }: ParamSpec): string {
  // A double that is whole has a point, as it was logged.
  const isDouble = (type === 'double' || type === 'float') && Number.isInteger(fallback);
  return `${type} = ${isDouble ? `${String(fallback)}.0` : JSON.stringify(fallback)}`;
}
