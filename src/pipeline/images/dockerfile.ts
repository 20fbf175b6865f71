import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import { filesOf } from '../../tools/folder-digest';
import type { Home } from '../../tools/home';
import type { Runtimes } from '../runtimes';
import { s2iEnvironment } from '../runtimes/process-environment';
import { writeBuilder } from './builder-files';
import type { ImageInput } from './image-builder';
import type { ImageSettings } from './image-settings';
import { layerRequirements, type LayerRequirements } from './requirements';
import { asksLoggedModel } from './proofs';
import { serverOf } from './server';
import { stageSource } from './staging';

/** Folders of a context; weights change seldom and code often, so each is a layer. */
const WEIGHTS = 'weights';
const CODE = 'code';

/** Where a builder's assemble script takes a source from, as s2i lays it there. */
const ASSEMBLED = '/tmp/src';
const MICROSERVICE = '/microservice';

/**
 * A staged source on top of an image. `runtime`: the image has not its packages, so the builder's script installs them,
 * and what it made goes on top of that one. Gives nothing but the folder.
 */
export async function contextOnImage(
  { base, runtime, ...source }: ContextSource & { base: string; runtime?: string },
  folder: string
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const parts = await modelParts(source, folder);
  const lines =
    runtime === undefined
      ? [`FROM ${base}`, ...modelLines(parts)]
      : [`FROM ${base} AS builder`, ...assembleLines(parts, { runtime })];
  await writeFile(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
}

/** What a whole context is made with. */
export interface ContextParts {
  settings: ImageSettings;
  runtimes: Runtimes;
  home: Home;
}

/**
 * A whole context that needs nothing but a base image and a package index: for builders that run where no Docker Engine
 * is. Gives the paths of its files. `buildkit`: with what only that knows, a cache of packages and logins as a secret.
 */
export async function wholeContext(
  { settings, runtimes, home }: ContextParts,
  input: ImageInput,
  folder: string,
  { buildkit = false } = {}
): Promise<string[]> {
  const { component } = input;
  const requirements = await layerRequirements(component, runtimes, input.request);
  await writeBuilder(settings, folder, { certificates: buildkit });
  const source = join(folder, 'source');
  const environment = await stageSource(input, source, { lock: undefined, key: component.digest, home });
  const base = (input.request.baseImage ?? settings.base).replaceAll('{python}', component.python);
  const builder = (await readFile(join(settings.builderFolder, 'Dockerfile'), 'utf8'))
    .replace(/^ARG BASE_IMAGE=.*$/m, `ARG BASE_IMAGE=${base}`)
    .replace(/^ARG SERVER=.*$/m, `ARG SERVER=${serverOf(component)}`);
  const prove = requirements !== undefined && asksLoggedModel(component);
  const model = await modelParts({ source, environment, component, prove }, folder);
  const lines =
    requirements === undefined
      ? assembleLines(model, { runtime: 'runtime', secret: buildkit })
      : [...(await packageLines(requirements, folder, buildkit ? WITH_SECRET : PLAIN)), ...modelLines(model)];
  await writeFile(join(folder, 'Dockerfile'), `${builder}\n# The model.\n${lines.join('\n')}\n`);
  return filesOf(folder);
}

interface ContextSource {
  /** Moved into the context. */
  source: string;
  environment: Record<string, string>;
  component: WrappedComponent;
  /** Whether something is to be proven of its model, see proofs.ts. */
  prove: boolean;
}

/** How the step that installs packages begins. */
const PLAIN = ['RUN umask 002; uv pip install --no-cache'];
const WITH_SECRET = [
  'RUN --mount=type=secret,id=settings,uid=8888 --mount=type=cache,id=deploy-model,target=/cache/uv,uid=8888 \\',
  ' bash -c "source /opt/builder/bin/settings.sh; take_settings </run/secrets/settings; use_index; umask 002; exec \\"\\$@\\"" -- \\',
  ' uv pip install'
];

async function packageLines(
  { requirements, overrides }: LayerRequirements,
  folder: string,
  begin: readonly string[]
): Promise<string[]> {
  await writeFile(join(folder, 'requirements.txt'), `${requirements.join('\n')}\n`);
  await writeFile(join(folder, 'overrides.txt'), `${overrides.join('\n')}\n`);
  return [
    'COPY requirements.txt overrides.txt /tmp/in/',
    ...begin.slice(0, -1),
    `${begin.at(-1)} --no-progress -r /tmp/in/requirements.txt -r /opt/builder/server.txt \\`,
    ' --override /tmp/in/overrides.txt \\',
    ' && /opt/builder/bin/trim && /opt/builder/bin/compile && python /opt/builder/bin/inventory /licenses',
    ...onRuntime('runtime')
  ];
}

/** Goes on without uv, which is larger than all else that the builder has. */
function onRuntime(runtime: string, ...folders: string[]): string[] {
  const made = ['/opt/venv', '/licenses', ...folders];
  return [`FROM ${runtime}`, ...made.map(path => `COPY --from=builder --chown=8888:0 ${path}/ ${path}/`)];
}

/** Instructions that put a model into an image. */
interface ModelParts {
  environment: string;
  /** Those that lay its files below a folder of the image. */
  files: (folder: string) => string[];
  prove: boolean;
  end: string[];
}

/** Moves the source into the context. One instruction for all that belong together: each is a step and a layer. */
async function modelParts(
  { source, environment, component: { modelFolder }, prove }: ContextSource,
  folder: string
): Promise<ModelParts> {
  const own = { ...(await s2iEnvironment(source)), ...environment };
  const labels = await labelsIn(source);
  if (modelFolder !== undefined) {
    await rename(join(source, modelFolder), join(folder, WEIGHTS));
  }
  await rename(source, join(folder, CODE));
  return {
    environment: `ENV ${assignments(Object.entries(own))}`,
    files: to => [
      ...(modelFolder === undefined ? [] : [`COPY --chown=8888:0 ${WEIGHTS}/ ${to}/${modelFolder}/`]),
      `COPY --chown=8888:0 ${CODE}/ ${to}/`
    ],
    prove,
    end: [`LABEL ${assignments(labels)}`, 'CMD ["/usr/libexec/s2i/run"]']
  };
}

/** On an image that has its packages. */
function modelLines({ environment, files, prove, end }: ModelParts): string[] {
  return [environment, ...files(MICROSERVICE), ...(prove ? ['RUN umask 002; /opt/builder/bin/prove'] : []), ...end];
}

/**
 * The source says by itself what it needs: the builder's script installs it, and moves the source to its place. That is in
 * a stage of its own, or the image had it twice.
 */
function assembleLines(
  { environment, files, end }: ModelParts,
  { runtime, secret = false }: { runtime: string; secret?: boolean }
): string[] {
  const login = secret ? '--mount=type=secret,id=settings,uid=8888,target=/opt/builder/secrets/build.env ' : '';
  return [
    environment,
    ...files(ASSEMBLED),
    `RUN ${login}/usr/libexec/s2i/assemble`,
    ...onRuntime(runtime, MICROSERVICE),
    environment,
    ...end
  ];
}

/** What s2i reads by itself. */
async function labelsIn(source: string): Promise<[string, string][]> {
  const text = await readFile(join(source, '.s2i', 'image_metadata.json'), 'utf8');
  const { labels } = JSON.parse(text) as { labels: Record<string, string>[] };
  return labels.flatMap(label => Object.entries(label));
}

function assignments(pairs: [string, string][]): string {
  return pairs.map(([name, value]) => `${name}="${value.replace(/["\\$]/g, '\\$&')}"`).join(' ');
}
