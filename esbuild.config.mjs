import { readFileSync } from 'node:fs';
import { build, context } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Large libraries that few commands need: files of their own, so that the others neither read nor keep them. */
const LIBRARIES = { dockerode: 'dockerode', kubernetes: './src/tools/kubernetes/library.ts' };

/** Where a program imports one of them dynamically, it loads that file. */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^dockerode$|^\.\/library$/ }, ({ kind, path }) =>
      kind === 'dynamic-import'
        ? { path: path === 'dockerode' ? './dockerode.cjs' : './kubernetes.cjs', external: true }
        : undefined
    );
  }
};

/** Each program is a CommonJS file that runs with no node_modules beside it. */
const options = {
  entryPoints: {
    cli: 'src/cli/main.ts',
    service: 'src/service/main.ts',
    supervisor: 'src/supervisor/main.ts',
    ...LIBRARIES
  },
  plugins: [apart],
  outdir: 'jupyterlab_deploy_model/programs',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minify: true,
  keepNames: true,
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
