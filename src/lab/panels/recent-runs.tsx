import { type ReactElement, useEffect } from 'react';
import type { RunState } from '../../contract/run';
import { useChanges } from '../hooks/use-changes';
import { useNow } from '../hooks/use-now';
import { useLab } from '../lab';
import type { PanelSession } from '../models/panel-session';
import { isPaused } from '../models/run-progress';
import { Moment } from '../parts/moment';

const SHOWN = 8;
/** ms between two looks. */
const INTERVAL = 5000;

/** The last runs, to be looked at and gone on with. */
export function RecentRuns({ session }: { session: PanelSession }): ReactElement | null {
  const { runs, trans } = useLab();
  useChanges(runs);
  const now = useNow(INTERVAL);
  useEffect(() => void runs.refresh(), [runs, now]);
  if (runs.list.length === 0) {
    return null;
  }
  return (
    <section className="jp-DeployModel-recent" aria-label={trans.__('Recent runs')}>
      <h3>{trans.__('Recent runs')}</h3>
      <ul>
        {runs.list.slice(0, SHOWN).map(run => (
          <li key={run.id}>
            <button type="button" onClick={() => session.open(run.id)}>
              <span className={`jp-DeployModel-dot jp-mod-${run.state}`} aria-hidden />
              <span className="jp-DeployModel-recentModel">{run.request.name ?? run.request.model}</span>
              <span>{isPaused(run) ? trans.__('waits after a step') : runStateWords(trans)[run.state]}</span>
              <Moment time={run.createdAt} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function runStateWords(trans: ReturnType<typeof useLab>['trans']): Record<RunState, string> {
  return {
    running: trans.__('at work'),
    finished: trans.__('done'),
    failed: trans.__('failed'),
    cancelled: trans.__('cancelled'),
    interrupted: trans.__('interrupted')
  };
}
