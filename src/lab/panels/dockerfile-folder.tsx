import { type ReactElement, useEffect, useState } from 'react';
import { useAttempt } from '../hooks/use-attempt';
import { useLab } from '../lab';
import { ActionButton } from '../parts/action-button';
import { Code } from '../parts/code';
import { ProblemView } from '../parts/problem-view';

/** Writes a wrapped model with its Dockerfile to the folder that was asked for, once, and says how it is built. */
export function DockerfileFolder({ run, folder }: { run: string; folder: string }): ReactElement {
  const { client, trans } = useLab();
  const [written, setWritten] = useState<{ folder: string; files: string[] }>();
  const { isBusy, trouble, attempt } = useAttempt();
  const write = () =>
    attempt(async signal => setWritten(await (await client()).writeImageContext({ id: run, folder }, signal)));
  useEffect(() => void write(), [run, folder]);
  return (
    <section className="jp-DeployModel-card" aria-label={trans.__('Dockerfile')}>
      <h3>{trans.__('Dockerfile')}</h3>
      {trouble && <ProblemView problem={trouble} />}
      <p role="status">
        {written
          ? trans._n('%1 file in %2', '%1 files in %2', written.files.length, written.folder)
          : isBusy && trans.__('Writing…')}
      </p>
      {written && (
        <Code text={`docker build '${written.folder.replaceAll("'", "'\\''")}'`} label={trans.__('Command')} />
      )}
      {trouble && (
        <div className="jp-DeployModel-buttons">
          <ActionButton label={trans.__('Write it again')} isBusy={isBusy} onClick={() => void write()} />
        </div>
      )}
    </section>
  );
}
