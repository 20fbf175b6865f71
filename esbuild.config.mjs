import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { apart, lean, LIBRARIES } from './esbuild.plugins.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const outdir = 'jupyterlab_deploy_model/programs';

/** Each program is a CommonJS file that runs with no node_modules beside it. */
const options = {
  outdir,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  // Names stay as they are: a stack trace in a report then says something.
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  charset: 'ascii',
  external: ['*.node'],
  loader: { '.py': 'text' },
  define: { VERSION: JSON.stringify(version) },
  logLevel: 'warning'
};

/** They run for long: what few of their users need is loaded when it is needed. */
const longLived = {
  ...options,
  entryPoints: { service: 'src/service/main.ts', supervisor: 'src/supervisor/main.ts', ...LIBRARIES },
  plugins: [apart, lean]
};

/** The command is one file, which is kept compiled as a whole. */
const command = { ...options, entryPoints: { 'cli-main': 'src/cli/main.ts' }, plugins: [lean] };

const start = code => ({
  ...options,
  entryPoints: { cli: 'src/cli/start.ts' },
  define: { CODE: JSON.stringify(code) }
});

if (process.argv.includes('--watch')) {
  const contexts = await Promise.all([longLived, command, start('')].map(context));
  await Promise.all(contexts.map(each => each.watch()));
} else {
  await Promise.all([longLived, command].map(build));
  const code = createHash('sha256').update(readFileSync(`${outdir}/cli-main.cjs`));
  await build(start(code.digest('hex').slice(0, 16)));
}
