import type { ReactElement, ReactNode } from 'react';
import type { Metrics } from '../../contract/metrics';
import { useLab } from '../lab';
import { quantileOf } from '../models/latency';
import type { ComparedVersion } from '../models/version-numbers';
import { ProblemView } from './problem-view';
import { VersionBadge } from './version-badge';

type Row = [label: string, value: (compared: ComparedVersion) => ReactNode];

/** The versions in columns, so that what differs stands side by side. */
export function VersionTable({ versions }: { versions: readonly ComparedVersion[] }): ReactElement {
  const { trans } = useLab();
  const rows = useRows();
  const problem = versions.find(({ version }) => version.problem)?.version.problem;
  return (
    <>
      <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Versions')}>
        <table className="jp-DeployModel-table jp-DeployModel-versions">
          <caption className="jp-DeployModel-unseen">{trans.__('Versions')}</caption>
          <thead>
            <tr>
              <td />
              {versions.map(({ version }, index) => (
                <th key={version.revision} scope="col">
                  {`v${version.revision}`} <VersionBadge version={version} isNew={index > 0} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, value]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {versions.map(compared => (
                  <td key={compared.version.revision} className="jp-DeployModel-number">
                    {value(compared) ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {versions.some(({ version }) => version.collected) && (
        <p className="jp-DeployModel-hint">
          {trans.__(
            'As the cluster’s Prometheus has them, up to its last scrape: the pods themselves may not be asked.'
          )}
        </p>
      )}
      {problem && <ProblemView problem={problem} />}
    </>
  );
}

function useRows(): Row[] {
  const { trans, words } = useLab();
  const time = (seconds: number | undefined) =>
    seconds === undefined ? undefined : words.milliseconds(seconds * 1000);
  const errors = ({ requests, errors: count }: Pick<Metrics, 'requests' | 'errors'>) =>
    requests === 0 ? undefined : trans.__('%1 (%2 %%)', words.count(count), ((100 * count) / requests).toFixed(1));
  return [
    [trans.__('Model'), ({ version }) => <code>{version.model}</code>],
    [
      trans.__('Requests it should get'),
      ({ version }) =>
        version.shadow ? trans.__('copies of %1 %%', version.traffic) : trans.__('%1 %%', version.traffic)
    ],
    [trans.__('Copies that answer'), ({ version }) => trans.__('%1 of %2', version.ready, version.replicas)],
    [trans.__('Requests while you look'), ({ since }) => since && words.count(since.requests)],
    [trans.__('Errors while you look'), ({ since }) => since && errors(since)],
    [trans.__('Requests since its start'), ({ total }) => total && words.count(total.requests)],
    [trans.__('Errors since its start'), ({ total }) => total && errors(total)],
    [trans.__('Mean time'), ({ total }) => total?.latency.count && time(total.latency.sum / total.latency.count)],
    [trans.__('Median'), ({ total }) => total && time(quantileOf(total.latency.buckets, 0.5))],
    [trans.__('99 % within'), ({ total }) => total && time(quantileOf(total.latency.buckets, 0.99))]
  ];
}
