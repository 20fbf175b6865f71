import { SeldonDeployment } from '../../src/contract/graph';
import { describeRecorded, recordings } from '../recordings';
import { ownedObjects, routeObjects } from './operator/objects';
import { planOf } from './operator/plan';

interface Made {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec: {
    selector?: object;
    ports?: object[];
    http?: object[];
    template?: { spec: { containers: { name: string }[] } };
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
  /explainer|server|modeluri|model-uri|kafka|ssl|engine-separate-pod|headless|istio-annotations|orchestrator|hpa$|name-dots|abtest-nodes/;
/** What the API server refuses is not made, and whatever is not ready has no routes: neither is about the plan. */
const REFUSED = /container-49|name-dots|predictor-upper|resources-over|two-predictors|noimage/;
const CASES = recordings<Recorded>('objects').filter(
  ({ name, case: { made } }) => !LEFT_OUT.test(name) && !REFUSED.test(name) && made.length > 0
);

const keyOf = ({ kind, metadata }: { kind: string; metadata: { name: string } }) => `${kind}/${metadata.name}`;

function planned({ given }: Recorded) {
  const document = SeldonDeployment.parse(given);
  const place = { name: document.metadata.name!, namespace: document.metadata.namespace ?? 'default', uid: 'u' };
  const plan = planOf(place, document.spec!);
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
});
