import { readFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { apart, lean, LIBRARIES } from './esbuild.plugins.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Each program is a CommonJS file that runs with no node_modules beside it. */
const options = {
  entryPoints: {
    cli: 'src/cli/main.ts',
    service: 'src/service/main.ts',
    supervisor: 'src/supervisor/main.ts',
    ...LIBRARIES
  },
  plugins: [apart, lean],
  outdir: 'jupyterlab_deploy_model/programs',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  // Names stay as they are: a stack trace in a report then says something.
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  external: ['*.node'],
  loader: { '.py': 'text' },
  define: { VERSION: JSON.stringify(version) },
  logLevel: 'warning'
};

if (process.argv.includes('--watch')) {
  await (await context(options)).watch();
} else {
  await build(options);
}
