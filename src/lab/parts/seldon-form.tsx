import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { SeldonRequest } from '../../contract/seldon-installation';
import { useTask } from '../hooks/use-task';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { ConfirmForm } from './confirm-form';
import { Field } from './field';
import { InstallationView } from './installation-view';
import { TaskView } from './task-view';

type Typed = Record<'version' | 'namespace' | 'from', string>;

const EMPTY: Typed = { version: '', namespace: '', from: '' };

interface SeldonFormProperties {
  /** Name of the context whose cluster has no Seldon Core. */
  context: string;
  onInstalled: () => void;
}

/** Installs Seldon Core into a cluster: first what that would be, then, when it is confirmed, the installation. */
export function SeldonForm({ context, onInstalled }: SeldonFormProperties): ReactElement {
  const { trans } = useLab();
  const preview = useTask({ subject: context, kinds: ['preview-seldon'] });
  const install = useTask({ subject: context, kinds: ['install-seldon'] });
  const [typed, setTyped] = useState(EMPTY);
  const [isAsking, setAsking] = useState(false);
  const values = Object.entries(typed).filter(([, text]) => text.trim() !== '');
  const parsed = SeldonRequest.safeParse({ context, ...Object.fromEntries(values) });
  const mistakes = new Map(parsed.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  const isBusy = preview.isBusy || install.isBusy;
  const previewed = preview.task?.state === 'finished' ? preview.task.installation : undefined;
  const look = () => parsed.success && !isBusy && void preview.begin(service => service.installSeldon(parsed.data));
  // The fields are within the form of the deployment, which has its own use for the Enter key.
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      look();
    }
  };
  const confirm = async () => {
    setAsking(false);
    // What was looked at, not what may have been typed since.
    const { version, namespace } = previewed!;
    const request = { context, version, namespace, from: parsed.data?.from, dryRun: false };
    if (await install.begin(service => service.installSeldon(request))) {
      onInstalled();
    }
  };
  const edit = (key: keyof Typed) => (text: string) => setTyped({ ...typed, [key]: text });
  return (
    <>
      <details className="jp-DeployModel-fold">
        <summary>{trans.__('Install Seldon Core')}</summary>
        <div className="jp-DeployModel-remove jp-mod-calm" onKeyDown={onKey}>
          <p>
            {trans.__(
              'This needs the role cluster-admin, and changes the cluster for everybody. Nothing is changed before you have seen what that would be.'
            )}
          </p>
          <div className="jp-DeployModel-options">
            <Field
              label={trans.__('Version of Seldon Core')}
              value={typed.version}
              placeholder={trans.__('the last under the Apache licence')}
              hint={trans.__('From 1.18.0 on, production use needs a subscription.')}
              error={mistakes.get('version')}
              onChange={edit('version')}
            />
            <Field
              label={trans.__('Namespace of the operator')}
              value={typed.namespace}
              placeholder={SeldonRequest.shape.namespace.parse(undefined)}
              error={mistakes.get('namespace')}
              onChange={edit('namespace')}
            />
            <Field
              label={trans.__('Chart or manifests')}
              value={typed.from}
              placeholder={trans.__('Seldon’s own repository')}
              hint={trans.__('Without internet: a folder or file of manifests, or the address of the chart.')}
              onChange={edit('from')}
            />
          </div>
          <div className="jp-DeployModel-buttons">
            <ActionButton
              label={preview.isBusy ? trans.__('Asking the cluster…') : trans.__('See what would be installed')}
              isBusy={isBusy}
              refusal={parsed.success ? undefined : trans.__('A field cannot be taken as it is.')}
              onClick={look}
            />
          </div>
          <TaskView work={preview} isOnCluster={false} />
          {previewed && (
            <>
              <InstallationView installation={previewed} />
              {isAsking ? (
                <ConfirmForm
                  label={trans.__('Install Seldon Core %1', previewed.version)}
                  question={trans.__('The cluster of the context %1 then has these objects.', context)}
                  onConfirm={() => void confirm()}
                  onKeep={() => setAsking(false)}
                />
              ) : (
                <div className="jp-DeployModel-buttons">
                  <ActionButton
                    kind="accept"
                    label={trans.__('Install…')}
                    isBusy={isBusy}
                    onClick={() => setAsking(true)}
                  />
                </div>
              )}
            </>
          )}
        </div>
      </details>
      {/* Also when it is folded: it may have been begun before the page was opened. */}
      <TaskView work={install} isOnCluster={false} />
    </>
  );
}
