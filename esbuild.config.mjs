import { readFileSync } from 'node:fs';
import { build, context } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Each program is one CommonJS file that runs with no node_modules beside it. */
const options = {
  entryPoints: { cli: 'src/cli/main.ts', supervisor: 'src/supervisor/main.ts' },
  outdir: 'jupyterlab_deploy_model/programs',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minify: true,
  keepNames: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  external: ['*.node'],
  define: { VERSION: JSON.stringify(version) },
  logLevel: 'warning'
};

if (process.argv.includes('--watch')) {
  await (await context(options)).watch();
} else {
  await build(options);
}
