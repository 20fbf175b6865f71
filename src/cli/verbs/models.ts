import type { ModelDetails, ModelSummary } from '../../contract/model';
import { serverFor } from '../../pipeline/templates/prepackaged';
import { atLeastOne } from '../request';
import { ago, bytes } from '../words';
import { describeSignature } from '../signature-text';
import type { Handler } from '../session';

const METRICS_SHOWN = 3;

/** `models`: what could be deployed, newest first, as the pages arrive. */
export const models: Handler = async ({ pipeline, output, signal }, _, options) => {
  atLeastOne('--limit', options.limit);
  const found = pipeline.models(
    {
      trackingUri: options.trackingUri as string | undefined,
      experiments: (options.experiment as string[] | undefined) ?? [],
      filter: options.filter as string | undefined,
      orderBy: (options.orderBy as string[] | undefined) ?? [],
      limit: (options.limit as number | undefined) ?? 50
    },
    signal
  );
  const rows: ModelSummary[] = [];
  for await (const model of found) {
    output.emit({ event: 'model', model });
    rows.push(model);
  }
  if (rows.length === 0) {
    output.text('No models yet. Log one with MLflow, for example mlflow.sklearn.log_model(model, name="churn").');
    return 0;
  }
  output.table(['MODEL', 'NAME', 'RUN', 'EXPERIMENT', 'AGE', 'VERSIONS', 'METRICS'], rows.map(row));
  return 0;
};

/** `show`: everything about one model that matters before it is deployed. */
export const show: Handler = async ({ pipeline, output, signal, cwd }, reference, options) => {
  const details = await pipeline.show(reference, {
    trackingUri: options.trackingUri as string | undefined,
    cwd,
    signal
  });
  output.emit({ event: 'model-details', model: details });
  print(details, line => output.text(line));
  if (!output.json) {
    details.problems.forEach(problem => output.problem(problem));
  }
  return 0;
};

function row(model: ModelSummary): string[] {
  const metrics = Object.entries(model.metrics).map(([name, value]) => `${name}=${short(value)}`);
  const more = metrics.length > METRICS_SHOWN ? [`+${metrics.length - METRICS_SHOWN}`] : [];
  return [
    model.uri,
    model.name,
    model.runName ?? model.runId ?? '',
    model.experimentName ?? model.experimentId,
    ago(model.createdAt),
    versions(model),
    [...metrics.slice(0, METRICS_SHOWN), ...more].join(' ')
  ];
}

function versions({ registered }: ModelSummary): string {
  return registered
    .map(({ name, version, aliases }) => `${name}/${version}${aliases.map(alias => `@${alias}`).join('')}`)
    .join(' ');
}

function short(value: number | string): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value;
}

function print(details: ModelDetails, text: (line: string) => void): void {
  const { description } = details;
  text(details.uri);
  text(`  name          ${details.name}`);
  text(`  flavors       ${Object.keys(description.flavors).join(', ')}`);
  text(`  method        ${description.predictFn}`);
  text(`  Python        ${description.pythonVersion ?? 'not logged'}`);
  text(`  MLflow        ${description.mlflowVersion ?? 'not logged'}`);
  text(`  size          ${bytes(details.bytes)} in ${details.files.length} files`);
  text(`  example       ${description.example ? description.example.path : 'none logged'}`);
  const server = serverFor(description, details.storage);
  if (server) {
    text(`  no image      ${server} can load it from ${details.storage}: deploy-model manifest … --server ${server}`);
  }
  if (details.summary?.registered.length) {
    text(`  versions      ${versions(details.summary)}`);
  }
  describeSignature(description.signature).forEach(line => text(`  ${line}`));
  text('  requirements');
  details.requirements.forEach(line => text(`    ${line}`));
}
