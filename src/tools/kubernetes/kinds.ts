/** A kind of object that this product reads or writes. `group` is empty for the core kinds. */
export interface Kind {
  group: string;
  version: string;
  kind: string;
  plural: string;
}

const kind = (group: string, version: string, kind: string): Kind => ({
  group,
  version,
  kind,
  plural: `${kind.toLowerCase()}s`
});

export const KINDS = {
  seldonDeployment: kind('machinelearning.seldon.io', 'v1', 'SeldonDeployment'),
  deployment: kind('apps', 'v1', 'Deployment'),
  replicaSet: kind('apps', 'v1', 'ReplicaSet'),
  controllerRevision: kind('apps', 'v1', 'ControllerRevision'),
  pod: kind('', 'v1', 'Pod'),
  service: kind('', 'v1', 'Service'),
  event: kind('', 'v1', 'Event'),
  secret: kind('', 'v1', 'Secret'),
  configMap: kind('', 'v1', 'ConfigMap'),
  namespace: kind('', 'v1', 'Namespace'),
  node: kind('', 'v1', 'Node'),
  virtualService: kind('networking.istio.io', 'v1beta1', 'VirtualService')
} as const satisfies Record<string, Kind>;

/** The address of all objects of a kind, of a namespace or of one object. */
export function pathOf({ group, version, plural }: Kind, namespace?: string, name?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${within}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

export const apiVersionOf = ({ group, version }: Kind): string => (group === '' ? version : `${group}/${version}`);
