import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Registry } from '../images/registry';
import { CLUSTER_NAME, HOST } from './cluster';

/** A registry that an engine on this machine pushes to and the cluster's node pulls from, under the same name. */
export class NodeRegistry {
  private constructor(
    private readonly registry: Registry,
    private readonly door: Server,
    private readonly hint: string
  ) {}

  /**
   * Engines push without encryption to loopback alone, and the node's loopback is its own: it is told to ask this machine's
   * side of the link instead, where a door leads to the registry.
   */
  static async start(folder: string): Promise<NodeRegistry> {
    const registry = await Registry.start(folder);
    const door = createServer(socket => {
      const inside = connect(registry.port, '127.0.0.1');
      socket.pipe(inside).pipe(socket);
      [socket, inside].forEach(each => each.on('error', () => (socket.destroy(), inside.destroy())));
    });
    await new Promise<void>((resolve, reject) => door.once('error', reject).listen(registry.port, HOST, resolve));
    const hint = join('/run', `dm-${CLUSTER_NAME}`, 'registries', registry.host);
    mkdirSync(hint, { recursive: true });
    writeFileSync(
      join(hint, 'hosts.toml'),
      `[host."http://${HOST}:${registry.port}"]\n  capabilities = ["pull", "resolve"]\n`
    );
    return new NodeRegistry(registry, door, hint);
  }

  /** Its part of an image's name. */
  get host(): string {
    return this.registry.host;
  }

  async close(): Promise<void> {
    rmSync(this.hint, { recursive: true, force: true });
    this.door.close();
    await this.registry.down();
  }
}
