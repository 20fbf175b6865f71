import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http2';
import { createServer as createListener } from 'node:net';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createKubernetes } from '../../../src/tools/kubernetes/kubernetes';
import type { Cluster, KubeObject } from '../../../src/tools/kubernetes';
import { type Kind, KINDS } from '../../../src/tools/kubernetes/kinds';
import { createGrpcServer } from './grpc';

/** What is read of a VirtualService: prefixes of HTTP, headers of gRPC, and weighted destinations. */
const Route = z.looseObject({
  match: z.array(
    z.looseObject({
      uri: z.looseObject({ prefix: z.string().optional() }).optional(),
      headers: z.record(z.string(), z.looseObject({ exact: z.string() })).optional()
    })
  ),
  route: z.array(
    z.looseObject({
      destination: z.looseObject({ host: z.string(), port: z.looseObject({ number: z.number() }) }),
      weight: z.number().optional()
    })
  ),
  mirror: z.looseObject({ host: z.string(), port: z.looseObject({ number: z.number() }) }).optional(),
  mirrorPercentage: z.looseObject({ value: z.number() }).optional()
});
const VirtualService = z.looseObject({ spec: z.looseObject({ http: z.array(Route) }) });
const Service = z.looseObject({ spec: z.looseObject({ clusterIP: z.string().optional() }) });
type Route = z.infer<typeof Route>;
type Destination = Route['route'][number]['destination'];

/** Milliseconds within which a connection must be made. */
const CONNECT = 1000;
const RETRIES = 2;
/** Milliseconds of its first pause before a retry, at most; each further one is about twice as long. */
const PAUSE = 25;
const agent = new Agent({ keepAlive: true });
const routes = new Map<string, Route[]>();
const addresses = new Map<string, string>();

/** Stands in for Istio's ingress gateway: the split of requests by weight, over plain HTTP and gRPC, and HTTP's mirror. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { host: { type: 'string' }, port: { type: 'string' } } });
  const cluster = await createKubernetes().connect();
  follow(cluster, KINDS.virtualService, routes, object => VirtualService.parse(object).spec.http);
  follow(cluster, KINDS.service, addresses, object => Service.parse(object).spec.clusterIP ?? '');
  const http = createServer((request, response) => void pass(request, response));
  const grpc = createGrpcServer(headers => grpcAddress(headers));
  // Both on one port, as in Istio: HTTP/2 begins with words of its own.
  createListener(socket => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (begin: Buffer) => {
      socket.pause();
      socket.unshift(begin);
      if (begin.toString('latin1').startsWith('PRI ')) {
        // It takes what was read already by itself.
        grpc(socket);
      } else {
        http.emit('connection', socket);
        socket.resume();
      }
    });
  }).listen(Number(values.port), values.host);
}

function follow<T>(cluster: Cluster, kind: Kind, into: Map<string, T>, read: (object: KubeObject) => T): void {
  void (async () => {
    for await (const event of cluster.watch(kind, {}, new AbortController().signal)) {
      if (event.type === 'synced') {
        continue;
      }
      const { name, namespace } = event.object.metadata;
      const key = `${name}.${namespace}`;
      if (event.type === 'deleted') {
        into.delete(key);
      } else {
        into.set(key, read(event.object));
      }
    }
  })();
}

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  const found = [...routes.values()].flat().flatMap(route => {
    const prefix = route.match.flatMap(({ uri }) => uri?.prefix ?? []).find(each => url.startsWith(each));
    return prefix ? [{ route, prefix }] : [];
  })[0];
  if (!found) {
    response.writeHead(404).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks);
  const path = `/${url.slice(found.prefix.length)}`;
  const { mirror, mirrorPercentage } = found.route;
  if (mirror && Math.random() * 100 < (mirrorPercentage?.value ?? 100)) {
    send(mirror, path, request, body)
      .on('error', () => {})
      .on('response', answer => answer.resume());
  }
  answerFrom(chosen(found.route), RETRIES);

  /** As Istio does by default, a connection that fails is tried again, after a pause. That a kept one was closed meanwhile does not count. */
  function answerFrom(destination: Destination, retries: number): void {
    const sent = send(destination, path, request, body);
    sent
      .on('error', error => {
        const tried = sent.reusedSocket ? 'kept connection' : `${RETRIES - retries + 1} of ${RETRIES + 1}`;
        process.stderr.write(`${new Date().toISOString()} ${destination.host}: ${error.message} (${tried})\n`);
        if (sent.reusedSocket) {
          answerFrom(destination, retries);
        } else if (retries > 0) {
          const longest = PAUSE * (2 ** (RETRIES - retries + 1) - 1);
          setTimeout(() => answerFrom(destination, retries - 1), Math.random() * longest);
        } else {
          response.writeHead(503).end(error.message);
        }
      })
      .on('response', answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
  }
}

/** The Service that a call over gRPC goes to, by its metadata. */
function grpcAddress(headers: IncomingHttpHeaders): string | undefined {
  const wants = (match: Route['match'][number]) =>
    match.headers && Object.entries(match.headers).every(([name, { exact }]) => headers[name] === exact);
  const found = [...routes.values()].flat().find(({ match }) => match.some(wants));
  if (!found) {
    return undefined;
  }
  const { host, port } = chosen(found);
  return `http://${addressOf(host)}:${port.number}`;
}

/** By weight; without weights the first one. */
function chosen({ route }: Route): Destination {
  const total = route.reduce((sum, { weight = 0 }) => sum + weight, 0);
  let point = Math.random() * total;
  return (route.find(({ weight = 0 }) => (point -= weight) < 0) ?? route[0]!).destination;
}

function send({ host, port }: Destination, path: string, { method, headers }: IncomingMessage, body: Buffer) {
  const request = httpRequest({
    host: addressOf(host),
    port: port.number,
    path,
    method,
    headers,
    agent,
    timeout: CONNECT
  });
  // What lies between may swallow the first packet to a Service that it does not know yet.
  request.on('timeout', () => request.socket?.connecting && request.destroy(new Error('no connection')));
  request.end(body);
  return request;
}

function addressOf(host: string): string | undefined {
  const [service, namespace] = host.split('.');
  return addresses.get(`${service}.${namespace}`);
}

void main();
