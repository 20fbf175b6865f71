import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';

/** The two channels of a forwarded port, each of which begins with the port's number in two bytes. */
const DATA = 0;

/** Listens on 127.0.0.1; each connection gets a web socket of its own to the pod. */
export async function forwardPort(
  config: KubeConfig,
  { pod, port, namespace }: { pod: string; port: number; namespace: string }
): Promise<{ port: number; close(): void }> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/portforward?ports=${port}`;
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, socket => {
    open.add(socket);
    socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy());
    void connect(config, path, socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      open.forEach(socket => socket.destroy());
    }
  };
}

async function connect(config: KubeConfig, path: string, socket: Socket): Promise<void> {
  const { WebSocketHandler } = await import('./library');
  const begun = new Set<number>();
  socket.pause();
  const channel = await new WebSocketHandler(config).connect(path, null, (stream, bytes) => {
    const content = begun.has(stream) ? bytes : bytes.subarray(2);
    begun.add(stream);
    if (stream === DATA) {
      socket.write(content);
    } else if (content.length > 0) {
      // The error channel: nothing listens in the pod.
      socket.destroy();
    }
    return true;
  });
  socket.on('data', (bytes: Buffer) => channel.send(Buffer.concat([Buffer.from([DATA]), bytes])));
  socket.once('close', () => channel.close());
  channel.onclose = () => socket.end();
  socket.resume();
}
