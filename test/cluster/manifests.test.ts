import { manifestErrors } from '../../src/pipeline/manifest/check';
import type { Cluster, KubeObject } from '../../src/tools/kubernetes';
import { createKubernetes } from '../../src/tools/kubernetes/kubernetes';
import { apiVersionOf, KINDS } from '../../src/tools/kubernetes/kinds';
import { ClusterError } from '../../src/tools/kubernetes/problems';
import { writtenOut } from '../pipeline/manifest/recorded-document';
import { recordings } from '../recordings';
import { describeCluster, kubectl, until } from './cluster';

interface Recorded {
  document?: KubeObject;
  text?: string;
  answers: { warn: { code: number }; strict: { code: number } | 'the same' };
}

/** About the request, no object at all, or an empty field, which only creating an object forgives. */
const NOT_APPLIED =
  /^(shape-children-null|name-other-namespace|name-none|update-|shape-(kind|list|text)|unknown-duplicate-key)/;
const CASES = recordings<Recorded>('webhook').filter(({ name }) => !NOT_APPLIED.test(name));

/** The prepackaged servers of Seldon as it is shipped, which the recordings were made with. */
const SHIPPED = ['MLFLOW', 'SKLEARN', 'TENSORFLOW', 'XGBOOST', 'TRITON', 'HUGGINGFACE', 'TEMPO'];
const CONFIG = ['-n', 'seldon-system', 'configmap', 'seldon-config'];

describeCluster("the cluster's own dry run of every recorded manifest", () => {
  let cluster: Cluster;
  let servers: string;
  beforeAll(async () => {
    cluster = await createKubernetes().connect();
    servers = kubectl('get', ...CONFIG, '-o', 'jsonpath={.data.predictor_servers}');
    const image = { image: 'localhost/unit', defaultImageVersion: '1' };
    const shipped = Object.fromEntries(SHIPPED.map(name => [`${name}_SERVER`, { protocols: { seldon: image } }]));
    setServers(JSON.stringify(shipped));
    // The webhook hears of it by a watch.
    await until(() => cluster.apply(KINDS.seldonDeployment, served('TEMPO_SERVER'), { manager: 'test', dryRun: true }));
  }, 150_000);
  afterAll(() => setServers(servers));

  it.each(CASES)('$name: is answered as by the real Seldon, and as by our check', async ({ case: recorded }) => {
    const document = writtenOut(recorded.document) as KubeObject;
    const real = recorded.answers.strict === 'the same' ? recorded.answers.warn : recorded.answers.strict;
    const taken = await cluster
      .apply(
        KINDS.seldonDeployment,
        { ...document, metadata: { ...document.metadata, namespace: 'default' } },
        { manager: 'test', dryRun: true }
      )
      .then(() => true)
      .catch((error: unknown) => {
        expect(error).toBeInstanceOf(ClusterError);
        return false;
      });
    expect({ cluster: taken, check: manifestErrors(document).length === 0 }).toEqual({
      cluster: real.code < 300,
      check: real.code < 300
    });
  });
});

function setServers(text: string): void {
  kubectl('patch', ...CONFIG, '--type=merge', '-p', JSON.stringify({ data: { predictor_servers: text } }));
}

function served(implementation: string): KubeObject {
  const graph = { name: 'model', implementation, modelUri: 's3://models/churn' };
  return {
    apiVersion: apiVersionOf(KINDS.seldonDeployment),
    kind: KINDS.seldonDeployment.kind,
    metadata: { name: 'served', namespace: 'default' },
    spec: { predictors: [{ name: 'main', graph }] }
  };
}
