import { named } from './names';
import { type Plan, type PlannedPredictor, servicePorts } from './plan';

const GATEWAY = 'istio-system/seldon-gateway';

/** Istio's view of the split: shares of the live predictors, a mirror for a shadow. */
export function virtualServiceOf(plan: Plan) {
  const { name, namespace, predictors } = plan;
  const live = predictors.filter(({ predictor }) => !predictor.shadow);
  const shadow = predictors.find(({ predictor }) => predictor.shadow);
  const route = (kind: 'http' | 'grpc') => ({
    route: live.map(each => ({
      destination: destination(each, namespace, kind),
      ...(each.predictor.traffic ? { weight: each.predictor.traffic } : {})
    })),
    ...(shadow
      ? {
          mirror: destination(shadow, namespace, kind),
          ...(shadow.predictor.traffic ? { mirrorPercentage: { value: shadow.predictor.traffic } } : {})
        }
      : {})
  });
  return {
    metadata: { name: named(name), namespace },
    spec: {
      gateways: [GATEWAY],
      hosts: ['*'],
      http: [
        {
          match: [{ uri: { prefix: `/seldon/${namespace}/${name}/` } }],
          rewrite: { uri: '/' },
          ...route('http')
        },
        {
          match: [
            {
              headers: { namespace: { exact: namespace }, seldon: { exact: name } },
              uri: { regex: '.*tensorflow.*|.*seldon.protos.*|.*inference.*' }
            }
          ],
          ...route('grpc')
        }
      ]
    }
  };
}

/** One for each predictor. */
export function destinationRuleOf({ namespace }: Plan, { predictor, service }: PlannedPredictor) {
  return {
    metadata: { name: service, namespace },
    spec: {
      host: `${service}.${namespace}.svc.cluster.local`,
      subsets: [{ name: predictor.name, labels: { version: predictor.labels?.version ?? predictor.name } }],
      trafficPolicy: { connectionPool: { http: { idleTimeout: '60s' } } }
    }
  };
}

function destination(planned: PlannedPredictor, namespace: string, kind: 'http' | 'grpc') {
  const { predictor, service } = planned;
  return {
    host: `${service}.${namespace}.svc.cluster.local`,
    port: { number: servicePorts(planned)[kind] },
    subset: predictor.name
  };
}
