import { z } from 'zod';
import { BUILT_IN, type GraphNode, type Predictor } from '../../../src/contract/graph';
import type { Container, PodSpec } from '../../../src/contract/graph-component';
import type { Cluster } from '../../../src/tools/kubernetes';
import { KINDS, pathOf } from '../../../src/tools/kubernetes/kinds';

const Images = z.looseObject({ image: z.string(), defaultImageVersion: z.string() });
const Servers = z.record(z.string(), z.looseObject({ protocols: z.record(z.string(), Images.optional()) }));
const Initializer = z.looseObject({
  image: z.string(),
  cpuRequest: z.string(),
  cpuLimit: z.string(),
  memoryRequest: z.string(),
  memoryLimit: z.string()
});
const ConfigMap = z.looseObject({
  data: z.looseObject({ predictor_servers: z.string(), storageInitializer: z.string() })
});

/** The image of each server by protocol, and what fetches models. */
export interface SeldonConfig {
  servers: z.infer<typeof Servers>;
  initializer: z.infer<typeof Initializer>;
}

/** What Seldon's ConfigMap says. */
export async function readConfig(cluster: Cluster): Promise<SeldonConfig> {
  const { data } = ConfigMap.parse(await cluster.read(pathOf(KINDS.configMap, 'seldon-system', 'seldon-config')));
  return {
    servers: Servers.parse(JSON.parse(data.predictor_servers)),
    initializer: Initializer.parse(JSON.parse(data.storageInitializer))
  };
}

/** Where a container finds its model. */
export const MODELS = '/mnt/models';
const CLAIM = '/mnt/pvc';
/** Where a claim is mounted: the name has outlived KFServing. */
const CLAIM_VOLUME = 'kfserving-pvc-source';

/** A predictor in which every prepackaged server has its container, as if it had been written by hand. */
export function withServers(predictor: Predictor, protocol: string, { servers }: SeldonConfig): Predictor {
  const served = nodesOf(predictor.graph).filter(isServer);
  const components = predictor.componentSpecs ?? [];
  const known = components.flatMap(({ spec }) => spec?.containers ?? []).map(({ name }) => name);
  const added = served.filter(({ name }) => !known.includes(name)).map(({ name }) => ({ name }));
  const first = components[0] ?? {};
  const rest = components.slice(1);
  const all = added.length > 0 ? [{ ...first, spec: joined(first.spec, added) }, ...rest] : components;
  return {
    ...predictor,
    componentSpecs: all.map(component => ({
      ...component,
      spec: component.spec && {
        ...component.spec,
        containers: component.spec.containers.map(container => {
          const node = served.find(({ name }) => name === container.name);
          const { image, defaultImageVersion } = servers[node?.implementation ?? '']?.protocols[protocol] ?? {};
          return node && container.image === undefined && image !== undefined
            ? { ...container, image: `${image}:${defaultImageVersion}` }
            : container;
        })
      }
    }))
  };
}

function joined(spec: PodSpec | undefined, added: Container[]): PodSpec {
  return { ...spec, containers: [...(spec?.containers ?? []), ...added] };
}

/** Arguments of a node's container; those of a server say where the initializer has put its model. */
export function servedParameters({ parameters = [], ...node }: GraphNode): NonNullable<GraphNode['parameters']> {
  const own = parameters.map(({ name, value, type }) => ({ name, value, type }));
  return isServer(node) && node.modelUri ? [...own, { name: 'model_uri', value: MODELS, type: 'STRING' }] : own;
}

/** What fetches the models of a pod before its containers start, and what these see of it. */
export function fetching(nodes: readonly GraphNode[], { initializer }: SeldonConfig) {
  const fetched = nodes.filter(({ modelUri }) => modelUri);
  const claimOf = ({ modelUri = '' }: GraphNode) => /^pvc:\/\/([^/]+)\/?(.*)$/.exec(modelUri);
  const claims = fetched.flatMap(node => claimOf(node)?.[1] ?? []);
  const claimMount = { name: CLAIM_VOLUME, mountPath: CLAIM, readOnly: true };
  const location = ({ name }: GraphNode) => `${name}-provision-location`;
  return {
    serviceAccountName: fetched.find(({ serviceAccountName }) => serviceAccountName)?.serviceAccountName,
    initContainers: fetched.map(node => ({
      name: `${node.name}-model-initializer`,
      image: node.storageInitializerImage ?? initializer.image,
      imagePullPolicy: 'IfNotPresent',
      args: [claimOf(node) ? `${CLAIM}/${claimOf(node)![2]}` : node.modelUri!, MODELS],
      ...(node.envSecretRefName ? { envFrom: [{ secretRef: { name: node.envSecretRefName } }] } : {}),
      resources: {
        requests: { cpu: initializer.cpuRequest, memory: initializer.memoryRequest },
        limits: { cpu: initializer.cpuLimit, memory: initializer.memoryLimit }
      },
      volumeMounts: [...(claimOf(node) ? [claimMount] : []), { name: location(node), mountPath: MODELS }]
    })),
    volumes: [
      ...claims.slice(0, 1).map(claimName => ({ name: CLAIM_VOLUME, persistentVolumeClaim: { claimName } })),
      ...fetched.map(node => ({ name: location(node), emptyDir: {} }))
    ],
    mountsOf: (node: GraphNode) =>
      node.modelUri
        ? [...(claimOf(node) ? [claimMount] : []), { name: location(node), mountPath: MODELS, readOnly: true }]
        : []
  };
}

function isServer({ implementation = '' }: Pick<GraphNode, 'implementation'>): boolean {
  return !['', 'UNKNOWN_IMPLEMENTATION', ...(BUILT_IN as readonly string[])].includes(implementation);
}

function nodesOf(node: GraphNode): GraphNode[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}
