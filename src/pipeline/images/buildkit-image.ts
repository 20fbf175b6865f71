import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image } from '../../contract/image';
import { Problem, ProblemError } from '../../contract/problem';
import type { BuildKit } from '../../tools/buildkit';
import { buildKitMissing } from '../../tools/buildkit/buildkit';
import { taggedName } from '../../tools/docker/reference';
import type { Context } from '../stage';
import { publicSettings } from './builder-image';
import { type ContextParts, wholeContext } from './dockerfile';
import { hash, KEY_LENGTH } from './hash';
import type { ImageInput } from './image-builder';
import { serverOf } from './server';

/** What speaks against building by BuildKit, found before any work. */
export async function buildKitProblems(
  buildkit: BuildKit,
  { request }: ImageInput,
  signal: AbortSignal
): Promise<Problem[]> {
  const problems: Problem[] = [];
  if (request.image === undefined || !request.push) {
    problems.push(keepsNothing());
  }
  if (!(await buildkit.find(signal))) {
    problems.push(buildKitMissing().problem);
  }
  return problems;
}

/** Makes the image of a component without any Docker Engine, and pushes it. Throws build-failed, registry-…, … */
export async function imageByBuildKit(
  { buildkit, ...parts }: ContextParts & { buildkit: BuildKit },
  input: ImageInput,
  { log, signal, workdir }: Pick<Context, 'log' | 'signal' | 'workdir'>
): Promise<Image> {
  const reference = taggedName(input.request.image!);
  await mkdir(workdir, { recursive: true });
  const folder = await mkdtemp(join(workdir, 'image-'));
  try {
    const context = join(folder, 'context');
    await wholeContext(parts, input, context, { buildkit: true });
    const made = await buildkit.build({
      context,
      reference,
      secrets: parts.settings.secrets,
      arguments: publicSettings(parts.settings.secrets),
      workdir: folder,
      signal,
      onLine: line => log.line('buildkit', line)
    });
    const { requirements, digest, python } = input.component;
    return {
      ...made,
      reference,
      size: 0,
      ownSize: 0,
      builder: 'buildkit',
      base: (input.request.baseImage ?? parts.settings.base).replaceAll('{python}', python),
      dependencies: hash(digest, ...requirements).slice(0, KEY_LENGTH),
      server: serverOf(input.component)
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function keepsNothing(): Problem {
  return new ProblemError({
    code: 'bad-request',
    message: 'BuildKit needs a registry for the image.',
    reason: 'Without a Docker Engine nothing here keeps images.',
    suggestion: 'Name it with --image registry.example/team/name:1, and add --push.'
  }).problem;
}
