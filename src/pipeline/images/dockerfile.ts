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

/** A staged source on top of an image that has its packages. Gives nothing but the folder. */
export async function contextOnImage(
  { base, ...source }: ContextSource & { base: string },
  folder: string
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = [`FROM ${base}`, ...(await modelLines(source, folder))];
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
  const model = await modelLines({ source, environment, component, prove }, folder);
  const packages = requirements && (await packageLines(requirements, folder, buildkit ? WITH_SECRET : PLAIN));
  const lines = packages ? [...packages, ...model] : [...model, ...ASSEMBLE];
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
    ' && /opt/builder/bin/compile && python /opt/builder/bin/inventory /licenses',
    // Without uv, which is larger than all else that the builder has.
    'FROM runtime',
    'COPY --from=builder --chown=8888:0 /opt/venv/ /opt/venv/',
    'COPY --from=builder --chown=8888:0 /licenses/ /licenses/'
  ];
}

/** The source says by itself what it needs: the builder's script installs it. */
const ASSEMBLE = [
  'RUN mkdir -p /tmp/src && cp -a /microservice/. /tmp/src/ && /usr/libexec/s2i/assemble && rm -rf /tmp/src'
];

async function modelLines({ source, environment, component, prove }: ContextSource, folder: string): Promise<string[]> {
  const { modelFolder } = component;
  const own = { ...(await s2iEnvironment(source)), ...environment };
  const labels = await labelsIn(source);
  if (modelFolder !== undefined) {
    await rename(join(source, modelFolder), join(folder, WEIGHTS));
  }
  await rename(source, join(folder, CODE));
  return [
    // One line for all: each instruction is a step and a layer.
    `ENV ${assignments(Object.entries(own))}`,
    ...(modelFolder === undefined ? [] : [`COPY --chown=8888:0 ${WEIGHTS}/ /microservice/${modelFolder}/`]),
    `COPY --chown=8888:0 ${CODE}/ /microservice/`,
    ...(prove ? ['RUN umask 002; /opt/builder/bin/prove'] : []),
    `LABEL ${assignments(labels)}`,
    'CMD ["/usr/libexec/s2i/run"]'
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
