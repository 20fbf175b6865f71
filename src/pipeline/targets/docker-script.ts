import { DockerBuild } from '../../contract/deployment';
import type { Built } from '../../contract/run';
import type { Docker } from '../../tools/docker';
import type { Context } from '../stage';
import type { Script, ScriptEnd } from './target';

/** Where the component is in an image, and where a script is put. */
const COMPONENT = '/microservice';
const WORK = '/tmp/script';
/** Who images run as when they do not say it as a number. */
const USER = 8888;

/** Runs a script in a container of a component's image. */
export async function runDockerScript(
  docker: Docker,
  { build }: Pick<Built, 'component' | 'build'>,
  { folder, program, args, timeoutSeconds, gpus }: Script,
  { log, signal }: Pick<Context, 'log' | 'signal'>
): Promise<ScriptEnd> {
  const { image } = DockerBuild.parse(build);
  const user = (await docker.images.inspect(image.id))?.user ?? '';
  const spec = {
    image: image.id,
    entrypoint: [],
    command: ['python', program, ...args(COMPONENT)],
    workdir: WORK,
    gpus,
    confined: true
  };
  return docker.containers.with(
    spec,
    async id => {
      await docker.containers.copyIn(id, folder, { path: WORK, uid: Number.parseInt(user) || USER });
      const end = await docker.containers.run(id, {
        timeoutSeconds,
        signal,
        onLine: (line, stream) => stream === 'stderr' && log.line('python', line)
      });
      await docker.containers.copyOut(id, WORK, folder);
      return { code: end.outOfMemory ? null : end.code, stderrTail: end.stderrTail, timedOut: end.timedOut };
    },
    signal
  );
}
