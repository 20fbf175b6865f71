import { Notification } from '@jupyterlab/apputils';
import type { Run } from '../../contract/run';
import type { Lab } from '../lab';

/** JupyterLab cuts a notification there. */
const LONGEST = 140;

type NoticeParts = Pick<Lab, 'actions' | 'trans'>;

/** A notification of how a run ended, with a way to it. */
export function showNotice(run: Run, parts: NoticeParts): void {
  const { actions, trans } = parts;
  const show = () => (isBuilt(run) ? actions.buildImage({ run: run.id }) : actions.openPanel({ run: run.id }));
  const { text, kind } = sentence(run, parts);
  Notification.emit(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text, kind, {
    autoClose: false,
    actions: [{ label: trans.__('Show'), callback: show }]
  });
}

function sentence(run: Run, { trans }: NoticeParts): { text: string; kind: Notification.TypeOptions } {
  const name = run.deployment?.name ?? run.request.name ?? run.request.model;
  if (run.state === 'finished') {
    return run.deployment
      ? { text: trans.__('%1 is deployed and answers.', name), kind: 'success' }
      : isBuilt(run)
        ? { text: trans.__('The image of %1 is built.', name), kind: 'success' }
        : { text: trans.__('The run of %1 waits to be looked at.', name), kind: 'info' };
  }
  return run.state === 'cancelled'
    ? { text: trans.__('The deployment of %1 was cancelled.', name), kind: 'info' }
    : { text: trans.__('%1 was not deployed: %2', name, run.problem?.message ?? ''), kind: 'error' };
}

/** Whether a run stopped after its image was built, as it was told to. */
function isBuilt({ state, stages, request }: Run): boolean {
  const after = stages.find(({ name }) => name === 'test')?.state;
  const build = stages.find(({ name }) => name === 'build')?.state;
  return state === 'finished' && request.target !== 'process' && build === 'finished' && after === 'waiting';
}
