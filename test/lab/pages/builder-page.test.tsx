import { act, fireEvent, screen, waitFor, within } from '@testing-library/react/pure';
import { Problem } from '../../../src/contract/problem';
import type { PanelStart } from '../../../src/lab/lab';
import { PanelSession } from '../../../src/lab/models/panel-session';
import { BuilderPage } from '../../../src/lab/pages/builder-page';
import { type FakeService, stagesAt } from '../fake-service';
import * as samples from '../samples';
import { Stage } from '../stage';

const REQUEST = { ...samples.REQUEST, target: 'docker' as const };
const UNREACHABLE = Problem.parse({
  code: 'docker-unreachable',
  message: 'There is no Docker Engine.',
  suggestion: 'Start it.'
});

function open(start: PanelStart, prepare?: (service: FakeService) => void): Stage {
  const stage = new Stage();
  prepare?.(stage.service);
  stage.show(<BuilderPage session={new PanelSession(stage.lab, { target: 'docker', ...start })} />);
  return stage;
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const started = ({ service }: Stage) => service.calls.find(({ name }) => name === 'startRun')?.input;

it('builds an image of a model, and stops before its test', async () => {
  const stage = open({ model: 'models:/churn/3' });
  type('Image', 'registry:5000/team/churn:1.2');
  fireEvent.click(screen.getByLabelText('Push'));

  fireEvent.click(button('Build the image'));

  await screen.findByRole('button', { name: 'Cancel' });
  expect(started(stage)).toMatchObject({
    model: 'models:/churn/3',
    target: 'docker',
    image: 'registry:5000/team/churn:1.2',
    push: true,
    until: 'build'
  });
});

it('asks of a repository which folder and which commit, and not of a model', async () => {
  const stage = open({ model: 'https://git.example/team/churn.git' });
  type('Folder in the repository', 'wrappers/model');
  type('Branch, tag or commit', 'v2');

  fireEvent.click(button('Build the image'));

  await screen.findByRole('button', { name: 'Cancel' });
  expect(started(stage)).toMatchObject({ contextDir: 'wrappers/model', ref: 'v2' });
  expect(stage.service.countOf('showModel')).toBe(0);
});

it('says what a folder is taken for and why, and takes it for something else on request', async () => {
  const stage = open({ model: './churn' });
  expect(await screen.findByText(/It is taken for an MLflow model: It has MLmodel\./)).toBeTruthy();
  const choices = [...(screen.getByLabelText('Take it for') as HTMLSelectElement).options].map(({ value }) => value);
  expect(choices).toEqual(['', 'mlflow', 'class']);

  type('Take it for', 'class');
  expect(screen.getByText('Model.py holds a class of its own name.')).toBeTruthy();
  fireEvent.click(button('Build the image'));

  await screen.findByRole('button', { name: 'Cancel' });
  expect(started(stage)).toMatchObject({ model: './churn', as: 'class' });
});

it('refuses a ref that git would take for an option', () => {
  open({ model: 'https://git.example/team/churn.git' });

  type('Branch, tag or commit', '--upload-pack=x');

  expect(screen.getByLabelText('Branch, tag or commit').getAttribute('aria-invalid')).toBe('true');
  expect(button('Build the image').getAttribute('aria-disabled')).toBe('true');
});

it('does not push an image that names no registry', () => {
  open({ model: 'models:/churn/3' });

  fireEvent.click(screen.getByLabelText('Push'));

  expect(screen.getByText('Name the image with its registry to push it.')).toBeTruthy();
});

it('says why nothing can be built without an engine, and looks again', async () => {
  const { service } = open({ model: 'models:/churn/3' }, fake =>
    fake.answer('examineEngine', () => ({ problem: UNREACHABLE, gpuIds: [], contexts: [] }))
  );
  expect(await screen.findByText('There is no Docker Engine.')).toBeTruthy();
  expect(button('Build the image').getAttribute('aria-disabled')).toBe('true');

  service.answer('examineEngine', () => samples.ENGINE);
  fireEvent.click(button('Retry'));

  expect(await screen.findByText(/Docker Engine 27\.5\.1, linux\/amd64: 8 cores/)).toBeTruthy();
  expect(button('Build the image').getAttribute('aria-disabled')).toBeNull();
});

it('builds without an engine where BuildKit answers, when the image is pushed', async () => {
  open({ model: 'models:/churn/3', image: 'registry:5000/churn:1' }, fake =>
    fake.answer('examineEngine', () => ({ problem: UNREACHABLE, gpuIds: [], buildkit: '0.19.0', contexts: [] }))
  );
  await screen.findByText(/^BuildKit 0\.19\.0 answers/);
  type('Builder', 'buildkit');
  expect(screen.getByText('BuildKit keeps no images: switch on “Push”.')).toBeTruthy();

  fireEvent.click(screen.getByLabelText('Push'));

  expect(button('Build the image').getAttribute('aria-disabled')).toBeNull();
});

it('writes a folder for a Dockerfile builder without an engine, once the model is wrapped', async () => {
  const stage = open({ model: 'models:/churn/3' }, fake =>
    fake.answer('examineEngine', () => ({ problem: UNREACHABLE, gpuIds: [], contexts: [] }))
  );
  type('Result', 'folder');
  type('Folder', '/home/ada/churn image');
  fireEvent.click(button('Write the folder'));
  await screen.findByRole('button', { name: 'Cancel' });

  act(() =>
    stage.service.tell(
      'run-1',
      { event: 'run-finished', state: 'finished' },
      { state: 'finished', stages: stagesAt(2, 'waiting') }
    )
  );

  expect(await screen.findByText('2 files in /home/ada/churn image')).toBeTruthy();
  expect(screen.getByText("docker build '/home/ada/churn image'")).toBeTruthy();
  expect(started(stage)).toMatchObject({ until: 'wrap' });
});

it('shows name, digest, sizes and layers of what was built', async () => {
  open({ run: 'r' }, fake =>
    fake.put({ ...samples.run('r', REQUEST), state: 'finished', stages: stagesAt(3, 'waiting') })
  );

  const layers = within(await screen.findByRole('region', { name: 'Layers' }));

  expect(screen.getByText('registry:5000/team/churn:1.2')).toBeTruthy();
  expect(screen.getByText(/@sha256:b+$/)).toBeTruthy();
  expect(screen.getByText('393 MiB, of which 43 KiB are the model’s own')).toBeTruthy();
  expect(layers.getAllByRole('row').map(row => row.textContent)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^43 KiBthe model, its own/),
      expect.stringMatching(/packages, shared/)
    ])
  );
});

it('is headed by the image where it has a name, and else by the model', async () => {
  const headings = {
    'registry:5000/team/churn:1.2': 'Build the image registry:5000/team/churn:1.2',
    '': 'Build an image of models:/churn/3'
  };
  for (const [image, heading] of Object.entries(headings)) {
    const run = samples.run('r', { ...REQUEST, model: 'models:/churn/3', image: image || undefined });
    open({ run: 'r' }, service => service.put(run));
    expect(await screen.findByRole('heading', { level: 1, name: heading })).toBeTruthy();
  }
});

it('goes on to test and deploy what was built', async () => {
  const stage = open({ run: 'r' }, fake =>
    fake.put({ ...samples.run('r', REQUEST), state: 'finished', stages: stagesAt(3, 'waiting') })
  );

  fireEvent.click(await screen.findByRole('button', { name: 'Test and deploy it' }));

  expect(stage.asked).toEqual([['openPanel', { run: 'r' }]]);
  expect(screen.queryByRole('button', { name: 'Go on' })).toBeNull();
});

it('resumes a build that failed as far as the image and no further', async () => {
  const { service } = open({ run: 'r' }, fake =>
    fake.put({ ...samples.run('r', REQUEST), state: 'failed', stages: stagesAt(2, 'failed') })
  );

  fireEvent.click(await screen.findByRole('button', { name: 'Resume' }));

  await waitFor(() => expect(service.countOf('resumeRun')).toBe(1));
  expect(service.calls.find(({ name }) => name === 'resumeRun')?.input).toMatchObject({ until: 'build' });
});

it.each(['registry-unauthorised', 'disk-full', 'docker-refused'] as const)(
  'shows why a build failed: %s',
  async code => {
    const problem = Problem.parse({ code, message: `It failed: ${code}.`, suggestion: 'Do something.' });
    open({ run: 'r' }, fake =>
      fake.put({
        ...samples.run('r', REQUEST),
        state: 'failed',
        problem,
        stages: stagesAt(2, 'failed').map(stage => (stage.name === 'build' ? { ...stage, problem } : stage))
      })
    );

    expect((await screen.findByRole('alert')).dataset.code).toBe(code);
  }
);
