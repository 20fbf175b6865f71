import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before a server, and swallows its first connections: they are taken, and nothing ever comes back. */
export class SwallowingDoor {
  /** Every connection that was made, in order. */
  readonly connections: Socket[] = [];
  readonly #server = createServer(socket => this.#take(socket));
  #target = 0;
  #swallowed = 0;

  /** `port`: of the server behind, on 127.0.0.1. */
  static async before(port: number, swallowed: number): Promise<SwallowingDoor> {
    const door = new SwallowingDoor();
    door.#target = port;
    door.#swallowed = swallowed;
    await new Promise<void>(resolve => door.#server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  /** host:port */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.connections.forEach(socket => socket.destroy());
    return new Promise(resolve => this.#server.close(() => resolve()));
  }

  #take(socket: Socket): void {
    this.connections.push(socket);
    socket.on('error', () => socket.destroy());
    if (this.connections.length <= this.#swallowed) {
      // Read, so that its end is seen.
      socket.resume();
      return;
    }
    const behind = connect(this.#target, '127.0.0.1');
    behind.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    socket.pipe(behind).pipe(socket);
  }
}
