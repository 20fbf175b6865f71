import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { HOST } from './cluster';

/** Of which every number x comes back as x * scale + add; a row has so many `columns`, put in order by `names`. */
export interface UnitModel {
  scale?: number;
  add?: number;
  columns?: number;
  names?: string[];
}

/** The storage of models as the node reaches it: a folder over HTTP, and the same as a bucket for who has the key. */
export class ModelStore {
  /** What was asked for, in order, refused or not. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(
    private readonly folder: string,
    private readonly key: string
  ) {
    this.#server = createServer((request, response) => {
      const path = request.url ?? '/';
      this.asked.push(path);
      const isBucket = path.startsWith('/bucket/');
      if (isBucket && request.headers.authorization !== `Bearer ${this.key}`) {
        response.writeHead(403).end('AccessDenied');
        return;
      }
      readFile(join(this.folder, path.replace(/^\/bucket\//, '/'))).then(
        content => response.end(content),
        () => response.writeHead(404).end('NoSuchKey')
      );
    });
  }

  static async open(folder: string, { key }: { key: string }): Promise<ModelStore> {
    const store = new ModelStore(folder, key);
    await new Promise<void>(resolve => store.#server.listen(0, HOST, resolve));
    return store;
  }

  /** host:port */
  get address(): string {
    return `${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A model as MLFLOW_SERVER's stand-in loads it. */
  async put(name: string, numbers: UnitModel): Promise<void> {
    const folder = join(this.folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'unit.json'), JSON.stringify(numbers));
    await writeFile(join(folder, 'MLmodel'), 'flavors: {python_function: {}}\n');
    await writeFile(join(folder, 'INDEX'), (await readdir(folder)).filter(file => file !== 'INDEX').join('\n'));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
