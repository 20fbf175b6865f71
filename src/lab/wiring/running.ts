import type { ILabShell } from '@jupyterlab/application';
import type { IRunningSessions } from '@jupyterlab/running';
import { type IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { DeploymentId } from '../../contract/deployment-id';
import { deployIcon } from '../icons';
import type { Lab } from '../lab';

/** Lists runs at work and running deployments in JupyterLab's Running panel. */
export function createRunningManager({ client, runs, deployments, actions, trans }: Lab): IRunningSessions.IManager {
  const changed = new Signal<object, void>({});
  runs.changed.connect(() => changed.emit());
  deployments.changed.connect(() => changed.emit());
  const up = () =>
    deployments.list.filter(({ state }) => state !== 'stopped' && state !== 'failed' && state !== 'lost');
  const cancel = (id: string) =>
    void client()
      .then(service => service.cancelRun({ id }))
      .then(
        () => runs.refresh(),
        () => undefined
      );
  const stop = ({ name, place }: DeploymentId) =>
    void deployments.change(client => client.stopDeployment({ name, ...place })).catch(() => undefined);
  return {
    name: trans.__('Model deployments'),
    running: () => [
      ...runs.active.map(({ id, request }) => ({
        icon: () => deployIcon,
        label: () => trans.__('Deploying %1', request.name ?? request.model),
        labelTitle: () => request.model,
        open: () => actions.openPanel({ run: id }),
        shutdown: () => cancel(id)
      })),
      ...up().map(({ name, place, model, endpoint, state }) => ({
        icon: () => deployIcon,
        label: () => (place ? `${name} (${place.namespace})` : name),
        labelTitle: () => model,
        detail: () => endpoint?.url ?? state,
        open: () => actions.openDeployment({ name, place }),
        shutdown: () => stop({ name, place })
      }))
    ],
    shutdownAll: () => {
      runs.active.forEach(({ id }) => cancel(id));
      up().forEach(stop);
    },
    refreshRunning: () => {
      void runs.refresh();
      void deployments.refresh();
    },
    runningChanged: changed,
    shutdownLabel: trans.__('Stop'),
    shutdownAllLabel: trans.__('Stop All'),
    shutdownAllConfirmationText: trans.__('Cancel all runs and stop all deployed models?')
  };
}

const RUNNING_PANEL = 'jp-running-sessions';

/** Keeps the list up to date while the Running panel is open, and only then: asking starts the service. */
export function watchRunningPanel(shell: ILabShell, { runs, deployments }: Lab): void {
  let watch: IDisposable | undefined;
  shell.layoutModified.connect(() => {
    const isOpen = [...shell.widgets('left'), ...shell.widgets('right')].some(
      ({ id, isVisible }) => id === RUNNING_PANEL && isVisible
    );
    if (isOpen && !watch) {
      watch = deployments.watch();
      void runs.refresh();
    } else if (!isOpen && watch) {
      watch.dispose();
      watch = undefined;
    }
  });
}
