import { ReactWidget } from '@jupyterlab/apputils';
import type { IStatusBar } from '@jupyterlab/statusbar';
import { UseSignal } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import { deployIcon } from '../icons';
import type { Lab } from '../lab';

/** Says in the status bar which runs are at work; not there when none is. */
export function registerStatusItem(statusBar: IStatusBar, lab: Lab): void {
  const { runs } = lab;
  statusBar.registerStatusItem('jupyterlab-deploy-model:runs', {
    item: ReactWidget.create(<UseSignal signal={runs.changed}>{() => <StatusItem lab={lab} />}</UseSignal>),
    align: 'left',
    rank: 20,
    isActive: () => runs.active.length > 0,
    activeStateChanged: runs.changed
  });
}

function StatusItem({ lab: { actions, runs, trans } }: { lab: Lab }): ReactElement | null {
  const [run, ...others] = runs.active;
  if (!run) {
    return null;
  }
  const name = run.request.name ?? run.request.model;
  return (
    <button
      type="button"
      className="jp-DeployModel-statusItem"
      title={trans.__('Show the run')}
      onClick={() => actions.openPanel({ run: run.id })}
    >
      <deployIcon.react tag="span" />
      {others.length === 0 ? trans.__('Deploying %1', name) : trans.__('%1 runs at work', others.length + 1)}
    </button>
  );
}
