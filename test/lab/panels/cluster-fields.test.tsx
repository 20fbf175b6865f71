import { act, fireEvent, screen } from '@testing-library/react/pure';
import { Problem } from '../../../src/contract/problem';
import type { PanelStart } from '../../../src/lab/lab';
import { PanelSession } from '../../../src/lab/models/panel-session';
import { PanelPage } from '../../../src/lab/pages/panel-page';
import { alone, EXAMINATION, MANIFEST, NO_SELDON, ROLLOUT_LINES } from '../cluster-samples';
import { FakeService, stagesAt } from '../fake-service';
import * as samples from '../samples';
import { Stage } from '../stage';

function open(start: PanelStart, prepare?: (service: FakeService) => void): Stage {
  const stage = new Stage();
  prepare?.(stage.service);
  stage.show(<PanelPage session={new PanelSession(stage.lab, start)} />);
  return stage;
}

const ON_CLUSTER: PanelStart = { model: 'models:/churn/4', target: 'kubernetes' };
const click = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const request = ({ service }: Stage) =>
  service.calls.find(({ name }) => name === 'startRun')?.input as ReturnType<typeof samples.run>['request'] & {
    until: string;
  };

it('says what the cluster has and what is missing there', async () => {
  open(ON_CLUSTER);
  expect(await screen.findByText(/Kubernetes v1\.34\.4 · Seldon Core 1\.17\.1 · ingress http:\/\/models/)).toBeTruthy();
  expect(screen.getByText('You may not get pods/log.')).toBeTruthy();
  expect(screen.getByText('Rights in fraud: 3 of 4')).toBeTruthy();
  expect(screen.getByText('Protocols').nextSibling?.textContent).toBe('seldon, v2');
});

it('deploys to the context and namespace that were chosen', async () => {
  const stage = open(ON_CLUSTER);
  await screen.findByText(/Kubernetes v1/);
  await screen.findByRole('option', { name: 'staging' });
  fireEvent.change(screen.getByLabelText('Context'), { target: { value: 'staging' } });
  fireEvent.change(screen.getByLabelText('Namespace'), { target: { value: 'pricing' } });
  fireEvent.change(screen.getByLabelText('Copies'), { target: { value: '3' } });
  fireEvent.change(screen.getByLabelText('Image'), { target: { value: 'registry.example/fraud/churn' } });
  await screen.findByText(/Rights in pricing/);

  await click('Deploy');
  await screen.findByRole('button', { name: 'Cancel' });

  expect(request(stage)).toMatchObject({
    target: 'kubernetes',
    image: 'registry.example/fraud/churn',
    kubernetes: { context: 'staging', namespace: 'pricing', replicas: 3 }
  });
});

it('does not deploy where it cannot, and says why', async () => {
  const stage = open(ON_CLUSTER, service =>
    service.answer('examineCluster', () => ({ ...EXAMINATION, problems: [NO_SELDON] }))
  );
  expect((await screen.findByRole('alert')).textContent).toContain('Have the administrator install Seldon Core 1');

  await click('Deploy');

  expect(screen.getAllByText('The cluster does not know SeldonDeployments.')).toHaveLength(2);
  expect(stage.service.countOf('startRun')).toBe(0);
});

it('says when the cluster does not answer, and looks again', async () => {
  const problem = Problem.parse({
    code: 'cluster-unreachable',
    message: 'The cluster does not answer.',
    reason: 'Connection refused.',
    suggestion: 'See whether `kubectl version` answers.'
  });
  const { service } = open(ON_CLUSTER, fake => fake.fail('examineCluster', problem));
  await screen.findByText('Connection refused.', { exact: false });
  service.fail('examineCluster');

  await click('Retry');

  expect(await screen.findByText(/Kubernetes v1\.34\.4/)).toBeTruthy();
});

it('lets namespaces be typed that may not be listed', async () => {
  open(ON_CLUSTER, service => service.answer('listNamespaces', () => ({ names: ['fraud'], complete: false })));
  expect(await screen.findByText('You may not list them; type the one that you were given.')).toBeTruthy();
});

it('refuses a namespace that cannot be one, beside the field', async () => {
  open(ON_CLUSTER);
  fireEvent.change(await screen.findByLabelText('Namespace'), { target: { value: 'My Team' } });
  expect(screen.getByLabelText('Namespace').getAttribute('aria-invalid')).toBe('true');
});

it('goes where a deployment of that name is, and asks how the new version takes over', async () => {
  const stage = open({ model: 'models:/churn/4', name: 'churn' }, service => (service.deployments = [alone()]));
  fireEvent.change(await screen.findByLabelText('How it takes over from v4'), { target: { value: 'canary' } });
  fireEvent.change(screen.getByLabelText('Percent'), { target: { value: '25' } });
  await screen.findByText(/Kubernetes v1/);

  await click('Deploy');
  await screen.findByRole('button', { name: 'Cancel' });

  expect(request(stage)).toMatchObject({
    target: 'kubernetes',
    kubernetes: { context: 'production', namespace: 'fraud', rollout: 'canary', percent: 25 }
  });
});

it('takes lists and labels as they are typed', async () => {
  const stage = open(ON_CLUSTER);
  await screen.findByText(/Kubernetes v1/);
  const labels = screen.getByLabelText('Only nodes with') as HTMLInputElement;
  for (const text of ['d', 'disk=ssd,', 'disk=ssd, zone=a']) {
    fireEvent.change(labels, { target: { value: text } });
    expect(labels.value).toBe(text);
  }
  fireEvent.change(screen.getByLabelText('Also nodes with'), { target: { value: 'gpu, spot' } });

  await click('Deploy');
  await screen.findByRole('button', { name: 'Cancel' });

  expect(request(stage).kubernetes).toMatchObject({
    nodeSelector: { disk: 'ssd', zone: 'a' },
    tolerations: ['gpu', 'spot']
  });
});

it('shows the manifest before anything is applied, and asks the cluster about it', async () => {
  const { service } = open({ run: 'run-1' }, fake =>
    fake.put({
      ...samples.run('run-1', { ...samples.REQUEST, target: 'kubernetes' }),
      state: 'finished',
      stages: stagesAt(3, 'waiting')
    })
  );
  const manifest = await screen.findByLabelText<HTMLTextAreaElement>('Manifest of churn');
  expect(manifest.value).toBe(MANIFEST);
  expect(manifest.readOnly).toBe(true);

  await click('Ask the cluster');

  expect(await screen.findByText('The cluster would take it. Nothing was applied.')).toBeTruthy();
  expect(service.calls.filter(({ name }) => name === 'showManifest').map(({ input }) => input.dryRun)).toEqual([
    undefined,
    'true'
  ]);
  expect(screen.getByRole('button', { name: 'Go on' })).toBeTruthy();
});

it('shows by field what the cluster has against the manifest', async () => {
  const problem = Problem.parse({
    code: 'manifest-invalid',
    message: 'The cluster does not take the manifest.',
    reason: 'spec.predictors[0].replicas: must be at most 3.',
    suggestion: 'Correct the option.'
  });
  open({ run: 'run-1' }, fake => {
    fake.put({
      ...samples.run('run-1', { ...samples.REQUEST, target: 'kubernetes' }),
      state: 'finished',
      stages: stagesAt(3, 'waiting')
    });
    fake.answer('showManifest', ({ dryRun }) => {
      if (dryRun) {
        fake.fail('showManifest', problem);
      }
      return { name: 'churn', text: MANIFEST };
    });
  });
  await screen.findByLabelText('Manifest of churn');
  await click('Ask the cluster');
  await screen.findByText('The cluster would take it. Nothing was applied.');

  await click('Ask the cluster');

  expect((await screen.findByRole('alert')).textContent).toContain('spec.predictors[0].replicas');
});

it('shows the rollout step by step while it goes on', async () => {
  const { service } = open({ run: 'run-1' }, fake =>
    fake.put({
      ...samples.run('run-1', { ...samples.REQUEST, target: 'kubernetes' }),
      stages: stagesAt(4, 'running')
    })
  );
  await screen.findByRole('list', { name: 'Steps of the rollout' });

  act(() =>
    ROLLOUT_LINES.forEach(line => service.tell('run-1', { event: 'log', stage: 'deploy', source: 'cluster', line }))
  );

  expect(await screen.findByText(/The image is on the node/, { selector: 'li span' })).toBeTruthy();
  const steps = screen.getByRole('list', { name: 'Steps of the rollout' });
  expect(steps.textContent).toContain('The image is on the node done2.2 s');
  expect(steps.textContent).toContain('Loading the model at work');
});
