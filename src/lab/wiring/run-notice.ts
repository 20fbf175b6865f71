import { Notification } from '@jupyterlab/apputils';
import type { Run } from '../../contract/run';
import type { Lab } from '../lab';

/** JupyterLab cuts a notification there. */
const LONGEST = 140;

type NoticeParts = Pick<Lab, 'actions' | 'trans'>;

/** A notification of how a run ended, with a way to it. */
export function showNotice(run: Run, parts: NoticeParts): void {
  const { actions, trans } = parts;
  const show = () => (isOfImage(run) ? actions.buildImage({ run: run.id }) : actions.openPanel({ run: run.id }));
  const { text, kind } = sentence(run, parts);
  Notification.emit(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text, kind, {
    autoClose: false,
    actions: [{ label: trans.__('Show'), callback: show }]
  });
}

interface Sentence {
  text: string;
  kind: Notification.TypeOptions;
}

function sentence(run: Run, parts: NoticeParts): Sentence {
  if (isOfImage(run)) {
    return imageSentence(run, parts);
  }
  return isOfPart(run) ? partSentence(run, parts) : deploymentSentence(run, parts);
}

function deploymentSentence(run: Run, { trans }: NoticeParts): Sentence {
  const name = run.deployment?.name ?? nameOf(run);
  switch (run.state) {
    case 'finished':
      return { text: trans.__('%1 is deployed and answers.', name), kind: 'success' };
    case 'cancelled':
      return { text: trans.__('The deployment of %1 was cancelled.', name), kind: 'info' };
    default:
      return { text: trans.__('%1 was not deployed: %2', name, reasonOf(run)), kind: 'error' };
  }
}

function imageSentence(run: Run, { trans }: NoticeParts): Sentence {
  const name = nameOf(run);
  switch (run.state) {
    case 'finished':
      return { text: trans.__('The image of %1 is built.', name), kind: 'success' };
    case 'cancelled':
      return { text: trans.__('The build of the image of %1 was cancelled.', name), kind: 'info' };
    default:
      return { text: trans.__('The image of %1 was not built: %2', name, reasonOf(run)), kind: 'error' };
  }
}

function partSentence(run: Run, { trans }: NoticeParts): Sentence {
  const name = nameOf(run);
  switch (run.state) {
    case 'finished':
      return { text: trans.__('The run of %1 waits to be looked at.', name), kind: 'info' };
    case 'cancelled':
      return { text: trans.__('The run of %1 was cancelled.', name), kind: 'info' };
    default:
      return { text: trans.__('The run of %1 failed: %2', name, reasonOf(run)), kind: 'error' };
  }
}

const nameOf = ({ request }: Run): string => request.name ?? request.model;
const reasonOf = ({ problem }: Run): string => problem?.message ?? '';

/** Whether all that was wanted of a run is an image; of a process, what is built is an environment. */
const isOfImage = ({ until, request }: Run): boolean => until === 'build' && request.target !== 'process';

/** Whether a run was to stop before it deploys. */
const isOfPart = ({ until = 'deploy' }: Run): boolean => until !== 'deploy';
