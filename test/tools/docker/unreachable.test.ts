import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
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

test.each(['', '/python', 'Not A Name'])('no engine is asked for an image of the name %p', async name => {
  const docker = createDocker({ env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } });
  await expect(docker.images.inspect(name)).rejects.toMatchObject({ problem: { code: 'bad-request' } });
});

test.each(['<!DOCTYPE html><p>Not found</p>', ''])('a program that answers with %p is no engine', async page => {
  const other = createServer((_, answer) => answer.writeHead(404).end(page)).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const docker = createDocker({ env: { DOCKER_HOST: `tcp://127.0.0.1:${port}` } });
  try {
    await expect(docker.images.list({})).rejects.toMatchObject({
      problem: { code: 'docker-unreachable', reason: expect.stringContaining('404') as string }
    });
  } finally {
    other.close();
  }
});

test('what takes the connection and never answers is no engine', async () => {
  const silent = createTcpServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const docker = createDocker({ env: { DOCKER_HOST: `tcp://127.0.0.1:${port}` }, patience: 0.2 });
  try {
    await expect(docker.images.list({})).rejects.toMatchObject({
      problem: { code: 'docker-unreachable', reason: 'There was no answer in time.' }
    });
  } finally {
    silent.close();
  }
});

test('an address of no known kind is a bad request', async () => {
  const docker = createDocker({ env: { DOCKER_HOST: 'tcp://' } });
  await expect(docker.engine(signal)).rejects.toMatchObject({ problem: { code: 'bad-request' } });
});
