import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError } from '../../../../contract/problem';
import { runCommand } from '../../../../tools/command';
import { KubeObject } from '../../../../tools/kubernetes';
import { parseYamlDocuments } from '../../../../tools/yaml';
import { CHART, CHART_REPOSITORY } from './seldon-versions';

/** Where the objects of an installation come from. */
export interface ManifestSource {
  version: string;
  /** A file or folder of manifests, a chart's folder or archive; Seldon's chart repository when absent. */
  from?: string;
  namespace: string;
  /** Values of the chart, `name=value`. */
  values: readonly string[];
}

/** Seconds that reading a chart may take; its repository is far away. */
const SECONDS = 120;
const List = z.looseObject({ kind: z.literal('List'), items: z.array(z.unknown()) });
/** What Helm runs at certain times, such as tests; it is no part of what is installed. */
const Hook = z.looseObject({ metadata: z.looseObject({ annotations: z.looseObject({ 'helm.sh/hook': z.string() }) }) });

/** All objects, as they are written. Throws tool-missing without Helm, bad-request for what is no manifest. */
export async function readManifests(source: ManifestSource, signal: AbortSignal): Promise<KubeObject[]> {
  const { from } = source;
  const text = from !== undefined && (await isPlain(from)) ? await plainText(from) : await rendered(source, signal);
  const documents = parseYamlDocuments(text);
  const objects = documents?.flatMap(document => (Hook.safeParse(document).success ? [] : itemsOf(document))) ?? [];
  if (objects.length === 0) {
    throw new ProblemError({
      code: 'bad-request',
      message: `There are no manifests in ${from ?? 'the chart'}.`,
      reason: documents ? 'It has no Kubernetes objects.' : 'It is no YAML.',
      suggestion: 'Name a folder or file with the manifests of the Seldon operator, or its Helm chart.'
    });
  }
  return objects;
}

function itemsOf(document: unknown): KubeObject[] {
  const list = List.safeParse(document).data?.items ?? [document];
  return list.map(item => {
    // Generators write `creationTimestamp: null`; to the API server that is no value either.
    const { data, error } = KubeObject.safeParse(withoutNulls(item));
    if (data?.kind === undefined) {
      throw new ProblemError(
        {
          code: 'bad-request',
          message: 'One of the manifests is no Kubernetes object.',
          reason: `It has no kind or no name: ${JSON.stringify(item).slice(0, 100)}.`,
          suggestion: 'Name files that have manifests and nothing else.'
        },
        { cause: error }
      );
    }
    return data;
  });
}

function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) => (item === null ? undefined : item)) as unknown;
}

/** Manifests as they are applied, not a chart. */
async function isPlain(from: string): Promise<boolean> {
  const found = await stat(from).catch(() => undefined);
  if (!found) {
    if (/^(https?|oci):\/\//.test(from)) {
      return false;
    }
    throw new ProblemError({
      code: 'bad-request',
      message: `There is no ${from}.`,
      reason: '--from takes a file, a folder, or the address of a chart.',
      suggestion: 'Leave --from out to take the chart from its repository.'
    });
  }
  return found.isDirectory() ? !(await readdir(from)).includes('Chart.yaml') : /\.(ya?ml|json)$/.test(from);
}

async function plainText(from: string): Promise<string> {
  if (!(await stat(from)).isDirectory()) {
    return readFile(from, 'utf8');
  }
  const files = (await readdir(from)).filter(file => /\.(ya?ml|json)$/.test(file)).sort();
  return (await Promise.all(files.map(file => readFile(join(from, file), 'utf8')))).join('\n---\n');
}

async function rendered({ version, from, namespace, values }: ManifestSource, signal: AbortSignal): Promise<string> {
  const chart = from === undefined ? [CHART, '--repo', CHART_REPOSITORY, '--version', version] : [from];
  const set = values.flatMap(value => ['--set', value]);
  const args = ['template', 'seldon-core', ...chart, '--namespace', namespace, '--include-crds', ...set];
  const { code, stdout, stderrTail, notFound, timedOut } = await runCommand({
    program: 'helm',
    args,
    timeoutSeconds: SECONDS,
    signal
  });
  if (code === 0) {
    return stdout;
  }
  if (notFound) {
    throw new ProblemError({
      code: 'tool-missing',
      message: 'Helm is needed to read the chart of the Seldon operator.',
      reason: 'There is no program `helm` on the PATH.',
      suggestion: `Install Helm, or write the manifests elsewhere and name the file with --from: helm ${args.join(' ')}`
    });
  }
  throw new ProblemError({
    code: 'source-unreachable',
    message: 'Helm cannot read the chart of the Seldon operator.',
    reason: timedOut ? `It was not done after ${SECONDS} seconds.` : (stderrTail.trim().split('\n').at(-1) ?? ''),
    suggestion: 'See whether the repository can be reached from here; --from takes a chart or manifests that you have.',
    detail: stderrTail
  });
}
