import { downloadIcon } from '@jupyterlab/ui-components';
import { type ReactElement, useState } from 'react';
import { useAnswer } from '../hooks/use-answer';
import { useAttempt } from '../hooks/use-attempt';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { CodeEditorView } from './code-editor';
import { CopyButton } from './copy-button';
import { downloadText } from './download';
import { Loading } from './loading';
import { ProblemView } from './problem-view';

/** The manifest that a built run would apply: to read, to copy, to download; and whether the cluster would take it. */
export function ManifestView({ run }: { run: string }): ReactElement {
  const { client, trans } = useLab();
  const { value, trouble, again } = useAnswer((service, signal) => service.showManifest({ id: run }, signal), [run]);
  const dryRun = useAttempt();
  const [isTaken, setTaken] = useState(false);
  if (trouble) {
    return <ProblemView problem={trouble} onRetry={again} />;
  }
  if (!value) {
    return <Loading text={trans.__('Making the manifest…')} />;
  }
  const { name, text } = value;
  const file = `${name}.yaml`;
  const ask = () =>
    void dryRun.attempt(async signal => {
      setTaken(false);
      await (await client()).showManifest({ id: run, dryRun: true }, signal);
      setTaken(true);
    });
  return (
    <section className="jp-DeployModel-manifest" aria-label={trans.__('Manifest')}>
      <CodeEditorView
        path={file}
        text={text}
        isReadOnly
        label={trans.__('Manifest of %1', name)}
        onChange={() => undefined}
      />
      <div className="jp-DeployModel-buttons">
        <ActionButton
          label={dryRun.isBusy ? trans.__('Asking…') : trans.__('Ask the cluster')}
          isBusy={dryRun.isBusy}
          onClick={ask}
        />
        <CopyButton label={trans.__('Copy the manifest')} text={() => text} />
        <ActionButton
          bare
          icon={downloadIcon}
          label={trans.__('Download %1', file)}
          onClick={() => downloadText(file, text)}
        />
        {isTaken && <span role="status">{trans.__('The cluster would take it. Nothing was applied.')}</span>}
      </div>
      {dryRun.trouble && <ProblemView problem={dryRun.trouble} />}
    </section>
  );
}
