import { BUILT_IN, type GraphNode, type Predictor, type SeldonSpec } from '../../../src/contract/graph';
import type { Container } from '../../../src/contract/graph-component';
import { named } from './names';
import { type SeldonConfig, withServers } from './prepackaged';

/** One graph container with the ports that it gets: they count up over the distinct names of all predictors. */
export interface PlannedContainer {
  container: Container;
  node: GraphNode;
  /** Its own Service. */
  service: string;
  http: number;
  grpc: number;
  metrics: number;
}

/** One Deployment: the containers of a componentSpec. */
export interface PlannedPod {
  deployment: string;
  index: number;
  replicas: number;
  containers: Container[];
  units: PlannedContainer[];
}

export interface PlannedPredictor {
  predictor: Predictor;
  /** Name of the predictor's Service. */
  service: string;
  /** False with the annotation seldon.io/no-engine. */
  engine: boolean;
  pods: PlannedPod[];
}

export interface Plan {
  name: string;
  /** Its name as a label value. */
  id: string;
  namespace: string;
  uid: string;
  spec: SeldonSpec;
  predictors: PlannedPredictor[];
  config: SeldonConfig;
}

/** What a SeldonDeployment will be, with all names and ports. */
export function planOf(
  { name, namespace, uid }: { name: string; namespace: string; uid: string },
  spec: SeldonSpec,
  config: SeldonConfig
): Plan {
  const numbers = new Map<string, number>();
  const number = (container: string) => {
    numbers.set(container, numbers.get(container) ?? numbers.size);
    return numbers.get(container)!;
  };
  const predictors = spec.predictors.map(given => {
    const predictor = withServers(given, spec.protocol || 'seldon', config);
    const annotations = predictor.annotations ?? {};
    return {
      predictor,
      service: annotations['seldon.io/svc-name'] ?? named(name, predictor.name),
      engine: !('seldon.io/no-engine' in annotations),
      pods: podsOf(name, predictor, { spec, number })
    };
  });
  return { name, id: named(name), namespace, uid, spec, predictors, config };
}

function podsOf(
  sdep: string,
  predictor: Predictor,
  { spec, number }: { spec: SeldonSpec; number: (container: string) => number }
): PlannedPod[] {
  return (predictor.componentSpecs ?? []).map((component, index) => {
    const containers = component.spec?.containers ?? [];
    const own = component.metadata?.name ?? containers.map(({ name }) => name).join('-');
    return {
      deployment: named(sdep, predictor.name, String(index), own),
      index,
      replicas: component.replicas ?? predictor.replicas ?? spec.replicas ?? 1,
      containers,
      units: containers.flatMap(container => {
        // Also those outside the graph take a number.
        const i = number(container.name);
        const node = nodeOf(predictor.graph, container.name);
        const service = named(sdep, predictor.name, container.name);
        return node ? [{ container, node, service, http: 9000 + i, grpc: 9500 + i, metrics: 6000 + i }] : [];
      })
    };
  });
}

function nodeOf(node: GraphNode, name: string): GraphNode | undefined {
  return node.name === name
    ? node
    : (node.children ?? []).map(child => nodeOf(child, name)).find(found => found !== undefined);
}

/** The ports of a predictor's Service: the engine's, or those of the only container. */
export function servicePorts({ engine, pods }: PlannedPredictor): { http: number; grpc: number } {
  const unit = pods[0]?.units[0];
  return engine || !unit ? { http: 8000, grpc: 5001 } : unit;
}

/** The graph as the engine gets it: with an address for every node that has a container. */
export function addressedGraph(node: GraphNode, planned: PlannedPredictor, namespace: string): GraphNode {
  const pod = planned.pods.find(({ units }) => units.some(unit => unit.node === node));
  const unit = pod?.units.find(each => each.node === node);
  const host = pod?.index === 0 ? 'localhost' : `${unit?.service}.${namespace}.svc.cluster.local`;
  const builtIn = (BUILT_IN as readonly string[]).includes(node.implementation ?? '');
  return {
    ...node,
    type: node.type ?? (builtIn ? undefined : 'MODEL'),
    implementation: node.implementation ?? 'UNKNOWN_IMPLEMENTATION',
    ...(unit
      ? { endpoint: { service_host: host, service_port: unit.http, httpPort: unit.http, grpcPort: unit.grpc } }
      : {}),
    children: node.children?.map(child => addressedGraph(child, planned, namespace))
  };
}
