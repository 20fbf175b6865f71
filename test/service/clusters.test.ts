import { ProblemError } from '../../src/contract/problem';
import { SeldonRequest } from '../../src/contract/seldon-installation';
import type { Task } from '../../src/contract/task';
import type { Pipeline } from '../../src/pipeline/pipeline';
import type { InstallRequest } from '../../src/pipeline/targets/kubernetes/install/install-seldon';
import { Activity } from '../../src/service/activity';
import { Clusters } from '../../src/service/clusters';
import { Tasks } from '../../src/service/tasks';
import { CONTEXTS, INSTALLATION } from '../lab/cluster-samples';

const never = new AbortController().signal;
let asked: InstallRequest[];
let tasks: Tasks;

beforeEach(() => {
  asked = [];
  tasks = new Tasks(new Activity(() => undefined));
});

/** A cluster without Seldon Core that remembers what it was asked to install. */
function clustersOf(refusal?: ProblemError): Clusters {
  const clusters = {
    installSeldon: async (request: InstallRequest, { onObject }: { onObject(object: object): void }) => {
      asked.push(request);
      if (refusal) {
        throw refusal;
      }
      INSTALLATION.objects.forEach(onObject);
      return { ...INSTALLATION, version: request.version, dryRun: request.dryRun };
    }
  };
  return new Clusters({ clusters, survey: { contexts: async () => CONTEXTS } } as unknown as Pipeline, tasks);
}

const ended = ({ id }: Task) => tasks.wait({ id, after: 99, wait: 5 }, never);

it('changes nothing unless it is told to, and says what it would', async () => {
  const task = await ended(await clustersOf().installSeldon(SeldonRequest.parse({})));
  expect(task).toMatchObject({ kind: 'preview-seldon', subject: 'production', state: 'finished' });
  expect(task.installation).toMatchObject({ dryRun: true, version: '1.17.1' });
  expect(task.lines[0]).toBe('created Namespace seldon-system');
  expect(asked).toMatchObject([{ dryRun: true, namespace: 'seldon-system' }]);
});

it('installs into the context that was named', async () => {
  const request = SeldonRequest.parse({ context: 'staging', from: './seldon.yaml', dryRun: false });
  const task = await ended(await clustersOf().installSeldon(request));
  expect(task).toMatchObject({ kind: 'install-seldon', subject: 'staging', state: 'finished' });
  expect(asked).toMatchObject([{ context: 'staging', from: './seldon.yaml', dryRun: false }]);
});

it('says of releases with another licence that they need a subscription', async () => {
  const task = await ended(await clustersOf().installSeldon(SeldonRequest.parse({ version: '1.18.2' })));
  expect(task.lines[0]).toMatch(/needs a subscription/);
});

it('keeps the reason why somebody may not', async () => {
  const refusal = new ProblemError({
    code: 'cluster-forbidden',
    message: 'Only an administrator.',
    suggestion: 'Ask.'
  });
  const task = await ended(await clustersOf(refusal).installSeldon(SeldonRequest.parse({})));
  expect(task).toMatchObject({ state: 'failed', problem: { code: 'cluster-forbidden' } });
});

it.each([{ version: '--post-renderer=x' }, { version: 'latest' }, { namespace: 'My Team' }, { from: '' }])(
  'takes no %o',
  request => {
    expect(SeldonRequest.safeParse(request).success).toBe(false);
  }
);

/** A model on an engine that answers, or not; remembers what its servers were asked for. */
function serversFor({ storage, problem }: { storage?: string; problem?: { message: string } }) {
  const offered: object[] = [];
  const pipeline = {
    show: async () => ({ uri: 'models:/churn/4', description: { flavors: {} }, storage }),
    images: { offer: async () => ({ problem, gpuIds: [], contexts: [] }) },
    clusters: { servers: async (...asked: object[]) => (offered.push(asked), []) }
  };
  const clusters = new Clusters(pipeline as unknown as Pipeline, tasks);
  return { offered, ask: (more: object) => clusters.servers({ model: 'models:/churn/4', ...more }, never) };
}

it('asks for servers with where MLflow keeps the model, in the place that is meant', async () => {
  const { ask, offered } = serversFor({ storage: 's3://models/churn/4' });
  await ask({ context: 'staging', namespace: 'fraud' });
  expect(offered).toMatchObject([
    [
      { modelUri: 's3://models/churn/4', isNamed: false },
      { context: 'staging', namespace: 'fraud' }
    ]
  ]);
  expect(offered).toMatchObject([[{ unbuildable: undefined }, {}]]);
});

it('takes the address that is named instead, and says why no image can be built', async () => {
  const { ask, offered } = serversFor({ storage: '/srv/mlruns', problem: { message: 'No engine answers.' } });
  await ask({ modelUri: 's3://copies/churn' });
  expect(offered).toMatchObject([
    [{ modelUri: 's3://copies/churn', isNamed: true, unbuildable: 'No engine answers.' }, {}]
  ]);
});
