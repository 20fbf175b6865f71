import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, WatchEvent } from '../../../src/tools/kubernetes';
import { createKubernetes } from '../../../src/tools/kubernetes/kubernetes';
import { KINDS } from '../../../src/tools/kubernetes/kinds';
import { KubeApi } from '../../fakes/kube-api';

let api: KubeApi;
let cluster: Cluster;
let token: (text: string) => void;
let stop: AbortController;
let seen: string[];
let ended: Promise<unknown>;

beforeEach(async () => {
  api = await KubeApi.start();
  const config = api.kubeconfig();
  token = config.token;
  process.env.KUBECONFIG = config.path;
  cluster = await createKubernetes().connect();
  stop = new AbortController();
  seen = [];
  api.put('one');
  ended = watch();
  await until(() => seen.includes('synced') && api.watching);
});

afterEach(async () => {
  stop.abort();
  await ended;
  await api.stop();
});

async function watch(): Promise<void> {
  try {
    for await (const event of cluster.watch(KINDS.pod, { namespace: 'team' }, stop.signal)) {
      seen.push(said(event));
    }
  } catch (error) {
    seen.push(stop.signal.aborted ? 'stopped' : (error as Error).message);
  }
}

const said = (event: WatchEvent) =>
  event.type === 'synced' ? 'synced' : `${event.type} ${event.object.metadata.name}`;

async function until(check: () => boolean): Promise<void> {
  for (const end = Date.now() + 25_000; !check(); await sleep(20)) {
    if (Date.now() > end) {
      throw new Error(`It has not happened; seen: ${seen.join(', ')}`);
    }
  }
}

it('tells what is there, then every change', async () => {
  api.put('two');
  api.put('one');
  api.delete('two');
  await until(() => seen.includes('deleted two'));
  expect(seen).toEqual(['added one', 'synced', 'added two', 'modified one', 'deleted two']);
});

it('misses nothing while it is disconnected', async () => {
  api.disconnect();
  api.put('two');
  await until(() => seen.includes('added two'));
  expect(seen.filter(text => text === 'added two')).toHaveLength(1);
});

it('tells what changed and what is gone when its version has expired', async () => {
  api.put('two');
  await until(() => seen.includes('added two'));
  api.disconnect();
  api.delete('one');
  api.put('three');
  api.compact();
  await until(() => seen.at(-1) === 'synced');
  expect(seen.slice(3)).toEqual(['deleted one', 'added three', 'synced']);
});

it('connects again with the token that is good now', async () => {
  token('second');
  api.accepts = 'second';
  api.disconnect();
  api.put('two');
  await until(() => seen.includes('added two'));
  expect(api.requests.at(-1)).toMatchObject({ authorization: 'Bearer second' });
});

it('gives up when it may no longer look', async () => {
  api.failures.push({ status: 403, body: { message: 'pods is forbidden: User "anna" cannot list' } });
  api.disconnect();
  await until(() => seen.includes('The cluster does not allow it.'));
});
