import { createClient } from '../../../src/contract/client';
import { RunModel } from '../../../src/lab/models/run-model';
import { FakeService, stagesAt } from '../fake-service';
import * as samples from '../samples';

const log = (line: string) => ({ event: 'log', stage: 'build', source: 'uv', line });
const FAILED = {
  code: 'service-unavailable',
  severity: 'error',
  message: 'It is gone.',
  reason: '',
  suggestion: 'Wait.'
} as const;

function follow(prepare?: (service: FakeService) => void) {
  const service = new FakeService();
  service.put(samples.run('r'));
  prepare?.(service);
  const model = new RunModel('r', async () => createClient<AbortSignal>(service.send));
  model.follow();
  return { service, model };
}

/** Waits until something holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 5) {
    if (waited > 4000) {
      throw new Error('it never came to hold');
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

it('shows lines as they come', async () => {
  const { service, model } = follow();
  await until(() => model.run !== undefined);

  service.tell('r', log('one'));
  await until(() => model.log.lines('build').length === 1);
  service.tell('r', log('two'));
  await until(() => model.log.lines('build').length === 2);

  expect(model.log.lines('build').text()).toBe('one\ntwo');
  model.stopFollowing();
});

it('tells of the state when a stage ends', async () => {
  const { service, model } = follow();
  await until(() => model.run !== undefined);

  service.tell('r', { event: 'stage-finished', stage: 'select', milliseconds: 5 }, { stages: stagesAt(1, 'running') });

  await until(() => model.run?.stages[0]?.state === 'finished');
  model.stopFollowing();
});

it('stops asking once the run has ended', async () => {
  const { service, model } = follow();
  await until(() => model.run !== undefined);

  service.tell('r', { event: 'run-finished', state: 'finished' }, { state: 'finished' });
  await until(() => !model.isFollowing);
  const asked = service.calls.length;
  await new Promise(resolve => setTimeout(resolve, 50));

  expect(service.calls.length).toBe(asked);
  expect(model.run?.state).toBe('finished');
});

it('says when the service is gone, goes on when it is back and repeats no line', async () => {
  const { service, model } = follow();
  await until(() => model.run !== undefined);
  service.tell('r', log('before'));
  await until(() => model.log.lines('build').length === 1);

  service.fail('waitForEvents', FAILED);
  service.tell('r', log('meanwhile'));
  await until(() => model.trouble?.code === 'service-unavailable');
  service.fail('waitForEvents');
  await until(() => model.trouble === undefined);
  service.tell('r', log('after'));
  await until(() => model.log.lines('build').length === 3);

  expect(model.log.lines('build').text()).toBe('before\nmeanwhile\nafter');
  model.stopFollowing();
});

it('gives up on a run that was removed', async () => {
  const { service, model } = follow(fake => fake.runs.delete('r'));

  await until(() => !model.isFollowing);

  expect(model.trouble?.code).toBe('no-such-run');
  expect(service.countOf('getRun')).toBe(1);
});

it('starts the log of a stage again when a resumed run does it again', async () => {
  const { service, model } = follow();
  await until(() => model.run !== undefined);
  service.tell('r', log('first attempt'));
  service.tell('r', { event: 'run-finished', state: 'failed' }, { state: 'failed' });
  await until(() => !model.isFollowing);

  await model.resume();
  service.tell('r', { event: 'stage-started', stage: 'build', title: 'Build' });
  service.tell('r', log('second attempt'));
  await until(() => model.log.lines('build').text() === 'second attempt');
  model.stopFollowing();
});

it('passes on what changes when a run goes on', async () => {
  const { service, model } = follow(fake => fake.put({ ...samples.run('r'), state: 'failed' }));
  await until(() => !model.isFollowing);

  await model.resume({ acceptFailedTest: true });

  expect(service.calls.find(({ name }) => name === 'resumeRun')?.input).toMatchObject({ acceptFailedTest: true });
  model.stopFollowing();
});
