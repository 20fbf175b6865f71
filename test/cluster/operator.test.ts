import { SeldonDeployment } from '../../src/contract/graph';
import { describeRecorded, recordings } from '../recordings';
import { ownedObjects, routeObjects } from './operator/objects';
import { planOf } from './operator/plan';
import type { SeldonConfig } from './operator/prepackaged';

interface PodTemplate {
  containers: { name: string; image?: string; env?: object[]; volumeMounts?: object[] }[];
  initContainers?: object[];
  volumes: object[];
  serviceAccountName?: string;
}

interface Made {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec: {
    selector?: object;
    ports?: object[];
    http?: object[];
    template?: { spec: PodTemplate };
  };
}

interface Recorded {
  given: object;
  made: Made[];
  refused?: unknown;
  status?: { state?: string };
}

/** What the stand-in does not do; its README says so. */
const LEFT_OUT =
  /explainer|huggingface|server-v2|tensorflow|triton|kafka|ssl|engine-separate-pod|headless|istio-annotations|orchestrator|hpa$|name-dots|abtest-nodes/;
/** What the API server refuses is not made, and whatever is not ready has no routes: neither is about the plan. */
const REFUSED = /container-49|name-dots|predictor-upper|resources-over|two-predictors|noimage/;
const CASES = recordings<Recorded>('objects').filter(
  ({ name, case: { made } }) => !LEFT_OUT.test(name) && !REFUSED.test(name) && made.length > 0
);

/** What Seldon is shipped with, as far as the recordings have it, and what the cluster of some recordings had. */
const limits = { cpuRequest: '100m', cpuLimit: '1', memoryRequest: '100Mi', memoryLimit: '1Gi' };
const serverOf = (image: string, defaultImageVersion: string) => ({
  protocols: { seldon: { image, defaultImageVersion } }
});
const SHIPPED: SeldonConfig = {
  servers: { SKLEARN_SERVER: serverOf('seldonio/sklearnserver', '1.17.1') },
  initializer: { image: 'seldonio/rclone-storage-initializer:1.14.1', ...limits }
};
const TESTED: SeldonConfig = {
  servers: { MLFLOW_SERVER: serverOf('localhost/unit', '1') },
  initializer: {
    image: 'localhost/initializer:1',
    ...{ cpuRequest: '10m', cpuLimit: '500m', memoryRequest: '16Mi', memoryLimit: '64Mi' }
  }
};

/** Fields that the API server fills in. */
const FILLED = new Set(['terminationMessagePath', 'terminationMessagePolicy', 'defaultMode', 'apiVersion']);
const withoutFilled = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? []), (key, item: unknown) => (FILLED.has(key) ? undefined : item));
const SERVED = recordings<Recorded>('objects').filter(({ name }) =>
  /^(sklearn-server|server-with-container|modeluri|model-uri-own-image)$/.test(name)
);

const keyOf = ({ kind, metadata }: { kind: string; metadata: { name: string } }) => `${kind}/${metadata.name}`;

function planned({ given }: Recorded) {
  const document = SeldonDeployment.parse(given);
  const place = { name: document.metadata.name!, namespace: document.metadata.namespace ?? 'default', uid: 'u' };
  const plan = planOf(place, document.spec!, document.metadata.name === 'modeluri' ? TESTED : SHIPPED);
  return [...ownedObjects(plan, 'localhost/executor:1'), ...routeObjects(plan)].map(
    ({ kind, object }) => ({ ...JSON.parse(JSON.stringify(object)), kind: kind.kind }) as Made
  );
}

describeRecorded('the stand-in operator against what the real one made', () => {
  it.each(CASES)('$name: the same objects', ({ case: recorded }) => {
    const routed = recorded.made.some(({ kind }) => kind === 'VirtualService');
    const ours = planned(recorded).filter(({ kind }) => routed || !/VirtualService|DestinationRule/.test(kind));
    expect(ours.map(keyOf).sort()).toEqual(recorded.made.map(keyOf).sort());
  });

  it.each(CASES)('$name: the same labels, ports, containers and routes', ({ case: recorded }) => {
    const ours = new Map(planned(recorded).map(object => [keyOf(object), object]));
    for (const real of recorded.made) {
      const own = ours.get(keyOf(real))!;
      const containers = (object: Made) => object.spec.template?.spec.containers.map(({ name }) => name);
      expect({ key: keyOf(real), labels: own.metadata.labels, containers: containers(own) }).toEqual({
        key: keyOf(real),
        labels: real.metadata.labels,
        containers: containers(real)
      });
      expect({ ports: own.spec.ports, selector: own.spec.selector, http: own.spec.http }).toEqual({
        ports: real.spec.ports,
        selector: real.spec.selector,
        http: real.spec.http
      });
    }
  });

  it.each(SERVED)('$name: the same initializer, volumes, image and variables', ({ case: recorded }) => {
    const podOf = (made: Made[]) => made.find(({ kind }) => kind === 'Deployment')!.spec.template!.spec;
    const [own, real] = [podOf(planned(recorded)), podOf(recorded.made)];
    const modelOf = ({ containers: [container] }: PodTemplate) => ({
      image: container!.image,
      mounts: container!.volumeMounts,
      env: [...container!.env!].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    });
    expect(modelOf(own)).toEqual(modelOf(real));
    expect(withoutFilled(own.initContainers)).toEqual(withoutFilled(real.initContainers));
    expect(withoutFilled(own.volumes)).toEqual(withoutFilled(real.volumes));
    expect(own.serviceAccountName).toBe(real.serviceAccountName);
  });
});
