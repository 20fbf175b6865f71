import { styleText } from 'node:util';
import type { AppliedObject } from '../../contract/seldon-installation';
import {
  CHART_REPOSITORY,
  DEFAULT_VERSION,
  needsSubscription,
  SELDON_VERSIONS
} from '../../pipeline/targets/kubernetes/install/seldon-versions';
import type { Handler } from '../session';

const NAMESPACE = 'seldon-system';

/** `cluster install-seldon`: the operator with all that it needs; with `--dry-run` what that would be. */
export const install: Handler = async ({ pipeline, output, signal }, _, options) => {
  const version = text(options.version) ?? DEFAULT_VERSION;
  const from = text(options.from);
  const namespace = text(options.namespace) ?? NAMESPACE;
  const dryRun = options.dryRun === true;
  output.text(`Seldon Core ${version} from ${from ?? CHART_REPOSITORY}; this needs the role cluster-admin.`);
  if (needsSubscription(version)) {
    output.text('From 1.18.0 on its licence is the Business Source License: production use needs a subscription.');
  }
  const onObject = (object: AppliedObject) => {
    output.emit({ event: 'applied', object });
    output.text(`${wordOf(object, dryRun).padEnd(dryRun ? 14 : 8)} ${object.kind} ${object.name}`);
  };
  const values = (options.set as string[] | undefined) ?? [];
  const request = { context: text(options.context), version, from, namespace, values, dryRun };
  const installation = await pipeline.clusters.installSeldon(request, { onObject, signal });
  output.emit({ event: 'installation', installation });
  output.text('');
  output.text(`Images that the cluster pulls: ${installation.images.join(', ') || 'none'}`);
  output.text(dryRun ? 'Nothing was changed.' : 'The operator runs.');
  if (!dryRun) {
    removal(namespace).forEach(line => output.text(styleText('dim', line)));
  }
  return 0;
};

/** `cluster versions`: the releases that are known. */
export const versions: Handler = ({ output }) => {
  const rows = SELDON_VERSIONS.map(({ version, licence, kubernetes }) => [
    `${version}${version === DEFAULT_VERSION ? ' *' : ''}`,
    licence,
    kubernetes ?? 'not said'
  ]);
  output.table(['SELDON CORE', 'LICENCE', 'KUBERNETES'], rows);
  return Promise.resolve(0);
};

function wordOf({ change }: AppliedObject, dryRun: boolean): string {
  return !dryRun
    ? change
    : change === 'same'
      ? 'stays as it is'
      : change === 'created'
        ? 'would create'
        : 'would change';
}

/** How all of it is taken away again; the last line takes every SeldonDeployment with it. */
function removal(namespace: string): string[] {
  const label = '-l deploy-model.io/installed=seldon-core';
  return [
    'To take it away again:',
    `  kubectl delete validatingwebhookconfigurations,clusterrolebindings,clusterroles ${label}`,
    `  kubectl delete namespace ${namespace}`,
    `  kubectl delete customresourcedefinitions ${label}    # and with it every SeldonDeployment of the cluster`
  ];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
