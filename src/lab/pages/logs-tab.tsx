import { type ReactElement, useEffect, useMemo } from 'react';
import { type DeploymentId, textOfId } from '../../contract/deployment-id';
import { useFrames } from '../hooks/use-changes';
import { useLab } from '../lab';
import { DeploymentLog } from '../models/deployment-log';
import { LogView } from '../parts/log-view';
import { ProblemView } from '../parts/problem-view';

/** What the deployment writes, live while it is looked at. */
export function LogsTab({ id }: { id: DeploymentId }): ReactElement {
  const { client, trans } = useLab();
  const log = useMemo(() => new DeploymentLog(id, client), [textOfId(id), client]);
  useFrames(log);
  useEffect(() => {
    const gone = new AbortController();
    void log.follow(gone.signal);
    return () => gone.abort();
  }, [log]);
  return (
    <>
      {log.trouble && <ProblemView problem={log.trouble} />}
      <LogView
        lines={log.lines}
        title={trans.__('Log of %1', id.name)}
        emptyText={log.isKnown ? trans.__('Nothing written yet.') : trans.__('Reading the log…')}
      />
    </>
  );
}
