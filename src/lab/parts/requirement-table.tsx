import type { ReactElement } from 'react';
import type { RequirementChange } from '../../contract/component';
import { useLab } from '../lab';

interface RequirementTableProperties {
  requirements: readonly string[];
  changes: readonly RequirementChange[];
}

/** What the model asks for, what it gets, and why where they differ. */
export function RequirementTable({ requirements, changes }: RequirementTableProperties): ReactElement {
  const { trans } = useLab();
  const changed = new Set(changes.map(({ to }) => to));
  const kept = requirements.filter(line => !changed.has(line));
  return (
    <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Requirements')}>
      <table className="jp-DeployModel-table">
        <caption className="jp-DeployModel-unseen">{trans.__('Requirements')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Model wants')}</th>
            <th scope="col">{trans.__('Gets')}</th>
            <th scope="col">{trans.__('Verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ from, to, reason }, index) => (
            <tr key={index} className="jp-mod-changed">
              <td>
                <code>{from ?? ''}</code>
              </td>
              <td>{to === undefined ? trans.__('left out') : <code>{to}</code>}</td>
              <td>{reason}</td>
            </tr>
          ))}
          {kept.map(line => (
            <tr key={line}>
              <td>
                <code>{line}</code>
              </td>
              <td>
                <code>{line}</code>
              </td>
              <td>{trans.__('as logged')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
