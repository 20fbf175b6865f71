import { PanelSession } from '../../../src/lab/models/panel-session';
import * as samples from '../samples';
import { Stage } from '../stage';

it('asks for nothing but the model when nothing else was said', async () => {
  const { lab, service } = new Stage();
  const session = new PanelSession(lab, { model: ' models:/churn/3 ' });

  await session.begin('deploy');

  expect(service.calls[0]).toMatchObject({
    name: 'startRun',
    input: { model: 'models:/churn/3', target: 'process', until: 'deploy' }
  });
  expect(service.calls[0]!.input.method).toBeUndefined();
});

it('is opened again by its run, once it has one', async () => {
  const { lab } = new Stage();
  const session = new PanelSession(lab, { model: 'models:/churn/3', name: 'churn' });
  expect(session.start).toEqual({ model: 'models:/churn/3', name: 'churn' });

  await session.begin('deploy');

  expect(session.start).toEqual({ run: 'run-1' });
});

it('starts again with what the run was asked for', async () => {
  const { lab, service } = new Stage();
  service.put({ ...samples.run('r', { ...samples.REQUEST, memory: 512 }), state: 'failed' });
  const session = new PanelSession(lab, { run: 'r' });
  while (!session.run?.run) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }

  session.again();

  expect(session.run).toBeUndefined();
  expect(session.draft).toMatchObject({ model: 'models:/churn/3', name: 'churn', memory: 512 });
});

it('saves what was typed into a file before it goes on', async () => {
  const { lab, service } = new Stage();
  service.put({ ...samples.run('r'), state: 'finished' });
  service.answer('saveWrappedFile', () => samples.folder({ ...samples.run('r'), state: 'finished' }));
  const session = new PanelSession(lab, { run: 'r' });
  await session.files!.load();
  session.files!.edit('Model.py', 'changed');

  await session.resume();

  const names = service.calls.map(({ name }) => name);
  expect(names.indexOf('saveWrappedFile')).toBeGreaterThan(-1);
  expect(names.indexOf('saveWrappedFile')).toBeLessThan(names.indexOf('resumeRun'));
  session.run?.stopFollowing();
});

it('does not go on when that cannot be saved', async () => {
  const { lab, service } = new Stage();
  service.put({ ...samples.run('r'), state: 'finished' });
  service.fail('saveWrappedFile', {
    code: 'disk-full',
    severity: 'error',
    message: 'Full.',
    reason: '',
    suggestion: ''
  });
  const session = new PanelSession(lab, { run: 'r' });
  await session.files!.load();
  session.files!.edit('Model.py', 'changed');

  await session.resume();

  expect(service.countOf('resumeRun')).toBe(0);
  expect(session.chosen).toBe('wrap');
  expect(session.files!.textOf('Model.py')).toBe('changed');
});

it('takes over where a name runs, once for each place that the list tells', () => {
  const { lab } = new Stage();
  const session = new PanelSession(lab, { model: 'models:/churn/3', name: 'churn', target: 'kubernetes' });

  session.follow(samples.deployment());
  expect(session.draft.target).toBe('process');

  session.edit({ target: 'docker' });
  session.follow(samples.deployment());
  expect(session.draft.target).toBe('docker');

  session.follow(samples.deployment('churn', { target: 'kubernetes', place: { context: 'here', namespace: 'fraud' } }));
  expect(session.draft).toMatchObject({ target: 'kubernetes', kubernetes: { context: 'here', namespace: 'fraud' } });
});
