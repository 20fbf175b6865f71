import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';

/** The one token that it takes, as the hosts of repositories take theirs: as the password of any user. */
export const TOKEN = 'a-token-that-stays-hidden';

/** git's own server for HTTPS, with a certificate of its own and a login, for the repositories in a folder. */
export class GitServer {
  private constructor(
    private readonly server: Server,
    /** File with the certificate, for those who shall trust it. */
    readonly certificate: string
  ) {}

  static async start(folder: string): Promise<GitServer> {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    execFileSync('openssl', [...make, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
    const tls = { key: readFileSync(key), cert: readFileSync(certificate) };
    const server = createServer(tls, (request, response) => void answer(folder, request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new GitServer(server, certificate);
  }

  /** Address of a repository in the folder. */
  url(path: string): string {
    return `https://localhost:${(this.server.address() as { port: number }).port}/${path}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Hands a request to git's own program for it; see gitprotocol-http and RFC 3875. */
async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const login = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
  if (!login.endsWith(`:${TOKEN}`)) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  const url = new URL(request.url!, 'https://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? '')
    },
    stdio: ['pipe', 'pipe', 'ignore']
  });
  request.pipe(child.stdin);
  const written = Buffer.concat(await child.stdout.toArray());
  const end = written.indexOf('\r\n\r\n');
  const headers = written.subarray(0, end).toString().split('\r\n');
  const status = headers.find(line => line.startsWith('Status: '))?.slice(8, 11) ?? '200';
  headers
    .filter(line => !line.startsWith('Status: '))
    .forEach(line => response.setHeader(line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)));
  response.writeHead(Number(status)).end(written.subarray(end + 4));
}
