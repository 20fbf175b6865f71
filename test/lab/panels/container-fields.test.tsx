import { fireEvent, screen, waitFor } from '@testing-library/react/pure';
import { Problem } from '../../../src/contract/problem';
import { PanelSession } from '../../../src/lab/models/panel-session';
import { PanelPage } from '../../../src/lab/pages/panel-page';
import { FakeService } from '../fake-service';
import * as samples from '../samples';
import { Stage } from '../stage';

function open(prepare?: (service: FakeService) => void): Stage {
  const stage = new Stage();
  prepare?.(stage.service);
  const start = { model: 'models:/churn/3', target: 'docker' } as const;
  stage.show(<PanelPage session={new PanelSession(stage.lab, start)} />);
  return stage;
}

it('offers memory, cores and GPUs as the engine has them', async () => {
  open();

  expect(await screen.findByText('At most; 0: no limit. The engine’s machine has 16384.')).toBeTruthy();
  expect(screen.getByText('At most; 0: no limit. The engine has 8 cores.')).toBeTruthy();
  // A bare number is how many.
  const offered = screen.getByLabelText('GPUs').parentElement!.querySelectorAll('datalist option');
  expect([...offered].map(option => option.getAttribute('value'))).toEqual(['all', '1', 'device=0', 'device=1']);
});

it('sends what a container may use with the request', async () => {
  const { service } = open();
  const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
  type('Memory in MiB', '512');
  type('CPUs', '1.5');
  type('GPUs', 'all');
  type('When it ends', 'on-failure');

  fireEvent.click(screen.getByRole('button', { name: 'Deploy' }));

  await waitFor(() => expect(service.countOf('startRun')).toBe(1));
  expect(service.calls.find(({ name }) => name === 'startRun')?.input).toMatchObject({
    target: 'docker',
    memory: 512,
    cpus: 1.5,
    gpus: 'all',
    restart: 'on-failure'
  });
});

it('says that the engine names no GPU', async () => {
  open(service => service.answer('examineEngine', () => ({ ...samples.ENGINE, gpus: 'unknown', gpuIds: [] })));

  expect(await screen.findByText(/The engine names none/)).toBeTruthy();
});

it('says why there is no engine, and which others there are', async () => {
  const problem = Problem.parse({ code: 'docker-unreachable', message: 'No engine.', suggestion: 'Start it.' });
  open(service => service.answer('examineEngine', () => ({ problem, gpuIds: [], contexts: samples.ENGINE.contexts })));

  expect((await screen.findByRole('alert')).dataset.code).toBe('docker-unreachable');
  expect(screen.getByText('Other contexts of the Docker client: gpu-box (ssh://ada@gpu-box).')).toBeTruthy();
});
