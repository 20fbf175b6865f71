import { createDocker } from '../../../src/tools/docker/docker';

const signal = AbortSignal.timeout(30_000);

test('a socket that is not there says so, and what can be done without', async () => {
  const docker = createDocker({ env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
  await expect(docker.engine(signal)).rejects.toMatchObject({
    problem: { code: 'docker-unreachable', message: 'There is no Docker Engine at unix:///nowhere/docker.sock.' }
  });
});

test('a port that nobody listens on is unreachable', async () => {
  const docker = createDocker({ env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } });
  await expect(docker.images.inspect('any')).rejects.toMatchObject({ problem: { code: 'docker-unreachable' } });
});

test('an address of no known kind is a bad request', async () => {
  const docker = createDocker({ env: { DOCKER_HOST: 'tcp://' } });
  await expect(docker.engine(signal)).rejects.toMatchObject({ problem: { code: 'bad-request' } });
});
