import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Large libraries that few commands need: files of their own, so that the others neither read nor keep them. */
export const LIBRARIES = {
  dockerode: 'dockerode',
  grpc: './src/tools/grpc/library.ts',
  kubernetes: './src/tools/kubernetes/library.ts'
};

/** Where a program imports one of them, which it does when it first needs it, it loads that file. */
export const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^dockerode$|^\.\/library$/ }, ({ kind, path, resolveDir }) => {
      const name = path === 'dockerode' ? path : basename(resolveDir);
      return kind === 'entry-point' ? undefined : { path: `./${name}.cjs`, external: true };
    });
  }
};

/**
 * Parts of libraries that cost memory and are never used here, by file. Whoever reads `Request`, `Response` or `FormData`
 * makes Node load its fetch, 14 MB; what axios then does with them is for browsers. zod brings its messages in 50
 * languages, Kubernetes' client a class for each kind and an HTTP client of its own: we only ask it who one is.
 */
const UNUSED = [
  {
    file: /axios\/lib\/utils\.js$/,
    parts: [[/typeof G\.FormData !== 'undefined' \? G\.FormData : undefined/, 'undefined']]
  },
  {
    file: /axios\/lib\/(adapters\/http|helpers\/Http2Sessions)\.js$/,
    parts: [[/import http2 from 'http2';/, 'let http2;']]
  },
  { file: /axios\/lib\/adapters\/fetch\.js$/, parts: [[/[^]*/, 'export const getFetch = () => null;']] },
  { file: /axios\/lib\/platform\/node\/classes\/FormData\.js$/, parts: [[/[^]*/, 'export default null;']] },
  { file: /zod\/v4\/locales\/index\.js$/, parts: [[/[^]*/, 'export {};']] },
  // For builds by BuildKit through the engine: gRPC and protobuf.
  { file: /dockerode\/lib\/(session|buildkit)\.js$/, parts: [[/[^]*/, 'module.exports = undefined;']] },
  {
    // Its client for ssh is loaded when DOCKER_HOST is such an address.
    file: /docker-modem\/lib\/modem\.js$/,
    parts: [[/ssh = require\('\.\/ssh'\),/, "ssh = options => require('./ssh')(options),"]]
  },
  {
    file: /client-node\/dist\/config\.js$/,
    parts: [
      [/import \{[^}]*\} from 'undici';/, 'let UndiciAgent, UndiciProxyAgent;'],
      [/import \{[^}]*\} from '\.\/gen\/index\.js';/, 'let createConfiguration, ServerConfiguration;']
    ]
  }
];

/** Leaves those parts out; fails when a new version of a library does not have them as they are known. */
export const lean = {
  name: 'lean',
  setup({ onLoad }) {
    for (const { file, parts } of UNUSED) {
      onLoad({ filter: file }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        return parts.every(([part]) => part.test(text))
          ? { contents: parts.reduce((rest, [part, instead]) => rest.replace(part, instead), text), loader: 'js' }
          : { errors: [{ text: `${path} has changed: look at it again in esbuild.plugins.mjs` }] };
      });
    }
  }
};
