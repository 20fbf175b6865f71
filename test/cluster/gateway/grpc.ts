import { connect, constants, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

const { HTTP2_HEADER_STATUS, HTTP2_HEADER_CONTENT_TYPE, NGHTTP2_FLAG_END_STREAM } = constants;
const UNIMPLEMENTED = '12';
const UNAVAILABLE = '14';

/** Passes gRPC on: `chosen` gives `http://host:port` for a call's headers, or nothing when there is no route. */
export function createGrpcServer(chosen: (headers: IncomingHttpHeaders) => string | undefined) {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    const address = chosen(headers);
    if (address) {
      pass(stream, headers, address);
    } else {
      refuse(stream, UNIMPLEMENTED);
    }
  });
  return (socket: Socket) => server.emit('connection', socket);
}

function pass(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, address: string): void {
  const session = connect(address);
  session.on('error', () => refuse(stream, UNAVAILABLE));
  const call = session.request(headers);
  let trailers: IncomingHttpHeaders = {};
  call.on('trailers', given => (trailers = given));
  call.on('response', (answer, flags) => {
    // A refusal may be its headers alone.
    if (flags & NGHTTP2_FLAG_END_STREAM) {
      stream.respond(answer, { endStream: true });
      return;
    }
    stream.respond(answer, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(withoutPseudo(trailers)));
    call.pipe(stream);
  });
  call.on('error', () => refuse(stream, UNAVAILABLE)).on('close', () => session.close());
  stream.pipe(call);
}

function withoutPseudo(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
}

function refuse(stream: ServerHttp2Stream, code: string): void {
  if (!stream.headersSent && !stream.destroyed) {
    const status = { [HTTP2_HEADER_STATUS]: 200, [HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc' };
    stream.respond({ ...status, 'grpc-status': code }, { endStream: true });
  }
}
