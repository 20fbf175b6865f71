import { Notification } from '@jupyterlab/apputils';
import { followRun } from '../../../src/lab/models/followed-run';
import { announceEnds } from '../../../src/lab/wiring/notices';
import * as samples from '../samples';
import { Stage } from '../stage';

async function endOf(change: object, isWatched: boolean): Promise<Stage> {
  Notification.dismiss();
  const stage = new Stage();
  announceEnds(stage.lab, () => isWatched);
  stage.service.put(samples.run('r'));
  const model = followRun(stage.lab, 'r');
  const until = async (holds: () => boolean) => {
    while (!holds()) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  };
  await until(() => model.run !== undefined);
  stage.service.tell('r', { event: 'run-finished', state: 'failed' }, change);
  await until(() => !model.isFollowing);
  // What a notice says is loaded when it is wanted.
  await import('../../../src/lab/wiring/run-notice');
  await new Promise(resolve => setTimeout(resolve, 0));
  return stage;
}

const problem = (message: string) => ({
  code: 'unexpected' as const,
  severity: 'error' as const,
  message,
  reason: '',
  suggestion: ''
});
const texts = () => Notification.manager.notifications.map(({ message, type }) => [type, message]);

it('announces a deployment that nobody watched', async () => {
  await endOf({ state: 'finished', deployment: samples.deployment() }, false);

  expect(texts()).toEqual([['success', 'churn is deployed and answers.']]);
});

it('says why a run failed, as text that JupyterLab does not cut', async () => {
  await endOf({ state: 'failed', problem: problem(`<b>${'long '.repeat(60)}`) }, false);

  const [[type, message]] = texts() as [[string, string]];
  expect(type).toBe('error');
  expect(message.startsWith('churn was not deployed: <b>long')).toBe(true);
  expect(message.length).toBeLessThanOrEqual(140);
});

describe('of a run that was to build an image', () => {
  const build = { until: 'build', request: { ...samples.REQUEST, target: 'docker' } };

  it.each([
    ['is built', { state: 'finished' }, ['success', 'The image of churn is built.']],
    ['was cancelled', { state: 'cancelled' }, ['info', 'The build of the image of churn was cancelled.']],
    [
      'failed',
      { state: 'failed', problem: problem('No engine.') },
      ['error', 'The image of churn was not built: No engine.']
    ]
  ])('says that it %s, and leads to it', async (_, end, said) => {
    const { asked } = await endOf({ ...build, ...end }, false);
    const [notice] = Notification.manager.notifications;

    notice!.options.actions![0]!.callback(new MouseEvent('click'));

    expect(texts()).toEqual([said]);
    expect(asked).toEqual([['buildImage', { run: 'r' }]]);
  });
});

it('speaks of no deployment when a run was only to be wrapped', async () => {
  await endOf({ until: 'wrap', state: 'cancelled' }, false);

  expect(texts()).toEqual([['info', 'The run of churn was cancelled.']]);
});

it('says nothing to somebody who is looking', async () => {
  await endOf({ state: 'finished', deployment: samples.deployment() }, true);

  expect(texts()).toEqual([]);
});

it('leads to the run', async () => {
  const { asked } = await endOf({ state: 'failed', problem: problem('Broken.') }, false);
  const { actions } = Notification.manager.notifications[0]!.options;

  actions![0]!.callback(new MouseEvent('click'));

  expect(asked).toEqual([['openPanel', { run: 'r' }]]);
});
