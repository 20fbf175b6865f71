import { type FormEvent, type ReactElement, useId, useState } from 'react';
import type { Deployment } from '../../contract/deployment';
import { addressOf } from '../../contract/deployment-id';
import type { TaskWork } from '../hooks/use-task';
import { useLab } from '../lab';
import { ActionButton } from './action-button';

interface TrafficFormProperties {
  /** With two versions. */
  deployment: Deployment;
  work: TaskWork;
}

/** How much of the requests the new version gets: a slider and a number that are one value. */
export function TrafficForm({ deployment, work }: TrafficFormProperties): ReactElement | null {
  const { trans } = useLab();
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const [main, next] = deployment.versions ?? [];
  if (!main || !next) {
    return null;
  }
  if (next.shadow) {
    return (
      <p>{trans.__('v%1 is a shadow: it gets copies of the requests, and nobody gets its answers.', next.revision)}</p>
    );
  }
  const text = typed ?? String(next.traffic);
  const percent = Number(text);
  const isWrong = text.trim() === '' || !Number.isInteger(percent) || percent < 0 || percent > 100;
  const refusal = isWrong
    ? trans.__('A whole number from 0 to 100.')
    : percent === next.traffic
      ? trans.__('This is its share now.')
      : undefined;
  const apply = (event?: FormEvent) => {
    event?.preventDefault();
    if (refusal === undefined && !work.isBusy) {
      const share = { ...addressOf(deployment), revision: next.revision, percent };
      void work.begin(service => service.setTraffic(share)).then(() => setTyped(undefined));
    }
  };
  return (
    <form className="jp-DeployModel-traffic" onSubmit={apply} aria-label={trans.__('Traffic')}>
      <label htmlFor={`${id}-slider`}>{trans.__('Share of v%1, the new version', next.revision)}</label>
      <div className="jp-DeployModel-share">
        <input
          id={`${id}-slider`}
          type="range"
          min={0}
          max={100}
          value={isWrong ? next.traffic : percent}
          onChange={event => setTyped(event.target.value)}
        />
        <input
          className="jp-DeployModel-input"
          type="number"
          min={0}
          max={100}
          aria-label={trans.__('Share of v%1 in percent', next.revision)}
          aria-invalid={isWrong || undefined}
          value={text}
          onChange={event => setTyped(event.target.value)}
        />
        <span>%</span>
        <ActionButton
          label={work.isBusy ? trans.__('Applying…') : trans.__('Apply')}
          isBusy={work.isBusy}
          refusal={refusal}
          onClick={apply}
        />
      </div>
      <p className="jp-DeployModel-hint">
        {trans.__('v%1 gets the other %2 %%.', main.revision, isWrong ? '…' : 100 - percent)}
      </p>
      <button type="submit" hidden />
    </form>
  );
}
