import { fireEvent, screen } from '@testing-library/react/pure';
import { Problem } from '../../../src/contract/problem';
import type { Task } from '../../../src/contract/task';
import { SeldonForm } from '../../../src/lab/parts/seldon-form';
import { INSTALLATION } from '../cluster-samples';
import type { FakeService } from '../fake-service';
import * as samples from '../samples';
import { Stage } from '../stage';

let installed: number;

function open(prepare?: (service: FakeService) => void): Stage {
  installed = 0;
  const stage = new Stage();
  prepare?.(stage.service);
  stage.show(<SeldonForm context="production" onInstalled={() => (installed += 1)} />);
  return stage;
}

const click = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const inputs = ({ service }: Stage) =>
  service.calls.filter(({ name }) => name === 'installSeldon').map(call => call.input);
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

it('says that it needs cluster-admin, and shows what would be before anything is changed', async () => {
  const stage = open();
  expect(screen.getByText(/needs the role cluster-admin/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Install…' })).toBeNull();

  await click('See what would be installed');

  expect(await screen.findByRole('row', { name: 'would be created Namespace seldon-system' })).toBeTruthy();
  expect(screen.getByRole('row', { name: 'stays as it is ClusterRole seldon-manager-role' })).toBeTruthy();
  expect(screen.getByText('docker.io/seldonio/seldon-core-operator:1.17.1')).toBeTruthy();
  expect(inputs(stage)).toEqual([{ context: 'production', namespace: 'seldon-system', dryRun: true }]);
});

it('installs after it was asked once more', async () => {
  const stage = open();
  await click('See what would be installed');
  await click('Install…');
  expect(inputs(stage)).toHaveLength(1);

  await click('Install Seldon Core 1.17.1');

  expect(await screen.findByText('The operator runs.')).toBeTruthy();
  expect(inputs(stage)[1]).toEqual({
    context: 'production',
    version: '1.17.1',
    namespace: 'seldon-system',
    dryRun: false
  });
  expect(installed).toBe(1);
});

it('changes nothing when it is left as it is', async () => {
  const stage = open();
  await click('See what would be installed');
  await click('Install…');
  await click('Leave it as it is');
  expect(inputs(stage)).toHaveLength(1);
  expect(screen.getByRole('button', { name: 'Install…' })).toBeTruthy();
});

it('takes a version, a namespace and a place without internet, by the Enter key', async () => {
  const stage = open();
  type('Version of Seldon Core', '1.18.2');
  type('Namespace of the operator', 'operators');
  type('Chart or manifests', './seldon.yaml');

  fireEvent.keyDown(screen.getByLabelText('Chart or manifests'), { key: 'Enter' });

  await screen.findByRole('table');
  expect(inputs(stage)).toEqual([
    { context: 'production', version: '1.18.2', namespace: 'operators', from: './seldon.yaml', dryRun: true }
  ]);
});

it('refuses what is no version, beside the field', async () => {
  const stage = open();
  type('Version of Seldon Core', 'latest');
  await click('See what would be installed');
  expect(screen.getByLabelText('Version of Seldon Core').getAttribute('aria-invalid')).toBe('true');
  expect(inputs(stage)).toEqual([]);
});

it('says why it may not, and offers nothing further', async () => {
  const problem = Problem.parse({
    code: 'cluster-forbidden',
    message: 'Only an administrator of the cluster can install Seldon Core.',
    reason: 'Not allowed: create customresourcedefinitions.',
    suggestion: 'Have somebody with the role cluster-admin do it.'
  });
  open(service =>
    service.answer('installSeldon', () => ({
      ...samples.task('preview-seldon', 'production'),
      state: 'failed',
      problem
    }))
  );
  await click('See what would be installed');
  expect((await screen.findByRole('alert')).textContent).toContain('Not allowed: create customresourcedefinitions.');
  expect(screen.queryByRole('button', { name: 'Install…' })).toBeNull();
});

it('follows an installation that was begun before the page was opened', async () => {
  const task: Task = {
    ...samples.task('install-seldon', 'production'),
    state: 'running',
    lines: ['created Namespace x']
  };
  let end: (task: Task) => void = () => undefined;
  open(service => {
    service.answer('listTasks', () => [task]);
    service.answer('waitForTask', () => new Promise<Task>(resolve => (end = resolve)));
  });
  expect(await screen.findByText('created Namespace x')).toBeTruthy();

  end({ ...task, state: 'finished', installation: { ...INSTALLATION, dryRun: false } });

  expect(await screen.findByText('The operator runs.')).toBeTruthy();
});
