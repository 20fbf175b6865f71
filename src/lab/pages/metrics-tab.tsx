import { type ReactElement, useEffect, useMemo } from 'react';
import type { Deployment } from '../../contract/deployment';
import { textOfId } from '../../contract/deployment-id';
import type { Metrics } from '../../contract/metrics';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { quantileOf } from '../models/latency';
import { MetricsHistory } from '../models/metrics-history';
import { Facts } from '../parts/facts';
import { Loading } from '../parts/loading';
import { ProblemView } from '../parts/problem-view';
import { Sparkline } from '../parts/sparkline';

/** Requests, errors and latency, live while they are looked at. */
export function MetricsTab({ deployment }: { deployment: Deployment }): ReactElement {
  const { client, trans, words } = useLab();
  const history = useMemo(() => new MetricsHistory(deployment, client), [textOfId(deployment), client]);
  useChanges(history);
  useEffect(() => {
    const gone = new AbortController();
    void history.follow(gone.signal);
    return () => gone.abort();
  }, [history]);
  const { latest, spans, trouble } = history;
  if (!latest) {
    return trouble ? <ProblemView problem={trouble} /> : <Loading text={trans.__('Asking for the numbers…')} />;
  }
  return (
    <>
      {trouble && <ProblemView problem={trouble} />}
      <Totals metrics={latest} />
      <Sparkline
        title={trans.__('Requests per second')}
        values={spans.map(({ rate }) => rate)}
        text={value => value.toFixed(1)}
      />
      <Sparkline
        title={trans.__('Time of an answer')}
        values={spans.map(({ latency }) => (latency === undefined ? undefined : latency * 1000))}
        text={value => words.milliseconds(value)}
      />
      <Samples metrics={latest} />
    </>
  );
}

function Totals({ metrics }: { metrics: Metrics }): ReactElement {
  const { trans, words } = useLab();
  const { requests, errors, latency } = metrics;
  const time = (seconds: number | undefined) =>
    seconds === undefined ? undefined : words.milliseconds(seconds * 1000);
  return (
    <Facts
      facts={[
        [trans.__('Requests'), words.count(requests)],
        [trans.__('Errors'), words.count(errors)],
        [trans.__('Mean time'), latency.count > 0 ? time(latency.sum / latency.count) : undefined],
        [trans.__('Median'), time(quantileOf(latency.buckets, 0.5))],
        [trans.__('95 % within'), time(quantileOf(latency.buckets, 0.95))]
      ]}
    />
  );
}

function Samples({ metrics }: { metrics: Metrics }): ReactElement | null {
  const { trans, words } = useLab();
  const { samples } = metrics;
  if (samples.length === 0) {
    return null;
  }
  return (
    <details className="jp-DeployModel-fold">
      <summary>{trans._n('%1 other number', '%1 other numbers', samples.length)}</summary>
      <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Other numbers')}>
        <table className="jp-DeployModel-table">
          <tbody>
            {samples.map(({ name, labels, value }) => {
              const label = Object.entries(labels)
                .map(([key, text]) => `${key}=${text}`)
                .join(' ');
              return (
                <tr key={`${name} ${label}`}>
                  <th scope="row">
                    {name} <span className="jp-DeployModel-hint">{label}</span>
                  </th>
                  <td className="jp-DeployModel-number">{words.metric(value)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
