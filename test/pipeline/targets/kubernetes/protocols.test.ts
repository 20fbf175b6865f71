import { protocolsOf } from '../../../../src/pipeline/targets/kubernetes/protocols';
import type { Cluster, KubeObject } from '../../../../src/tools/kubernetes';
import { refusal } from '../../../../src/tools/kubernetes/problems';

const INVALID = JSON.stringify({ message: 'denied the request: Invalid protocol', reason: 'Invalid' });

/** A cluster that answers a manifest by its protocol: with the status of a refusal, or not at all refused. */
function clusterThat(answers: (protocol: string) => number | undefined): Cluster {
  const apply: Cluster['apply'] = async (_, object, { dryRun }) => {
    const { protocol } = (object as KubeObject & { spec: { protocol: string } }).spec;
    const status = dryRun ? answers(protocol) : 500;
    if (status !== undefined) {
      throw refusal(status, INVALID);
    }
    return object;
  };
  return { apply } as Cluster;
}

const asked = (answers: (protocol: string) => number | undefined) =>
  protocolsOf({ cluster: clusterThat(answers), namespace: 'fraud' });

it('tells those that the webhook takes in a dry run', async () => {
  expect(await asked(protocol => (['seldon', 'v2'].includes(protocol) ? undefined : 422))).toEqual(['seldon', 'v2']);
});

it('tells nothing where anything is taken, because no webhook looks', async () => {
  expect(await asked(() => undefined)).toBeUndefined();
});

it.each([403, 500])('tells nothing where the answer is %d', async status => {
  expect(await asked(() => status)).toBeUndefined();
});
