import { type ReactElement, useState } from 'react';
import { useAttempt } from '../hooks/use-attempt';
import { useLab } from '../lab';
import { ActionButton } from '../parts/action-button';
import { Field } from '../parts/field';
import { ProblemView } from '../parts/problem-view';

/** Copies the wrapped folder to one of the user's own, to keep and to commit. */
export function ExportFolder({ run }: { run: string }): ReactElement {
  const { client, trans } = useLab();
  const [folder, setFolder] = useState('');
  const [done, setDone] = useState('');
  const { isBusy, trouble, attempt } = useAttempt();
  const copy = () =>
    void attempt(async signal => {
      const { folder: written, files } = await (await client()).exportWrappedFolder({ id: run, folder }, signal);
      setDone(trans._n('%1 file in %2', '%1 files in %2', files.length, written));
    });
  return (
    <details className="jp-DeployModel-fold">
      <summary>{trans.__('Keep a copy')}</summary>
      <Field
        label={trans.__('Folder')}
        value={folder}
        hint={trans.__('A folder that is empty or not there yet; in it the wrapped model can be edited and committed.')}
        onChange={setFolder}
      />
      {trouble && <ProblemView problem={trouble} />}
      <div className="jp-DeployModel-buttons">
        <ActionButton
          label={trans.__('Copy')}
          isBusy={isBusy}
          refusal={folder.trim() === '' ? trans.__('Name a folder first.') : undefined}
          onClick={copy}
        />
        <span role="status">{done}</span>
      </div>
    </details>
  );
}
