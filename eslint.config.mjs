import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { createNodeResolver, flatConfigs } from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

/** Libraries and the only places, besides tests, that may import each. */
const OWNERS = {
  axios: ['src/tools/mlflow/**', 'src/tools/endpoint.ts', 'src/tools/endpoint-client.ts'],
  '@grpc/grpc-js': ['src/tools/grpc/**'],
  protobufjs: ['src/tools/grpc/**'],
  '@kubernetes/client-node': ['src/tools/kubernetes/**'],
  '@kubernetes/client-node/dist/config.js': ['src/tools/kubernetes/**'],
  '@kubernetes/client-node/dist/web-socket-handler.js': ['src/tools/kubernetes/**'],
  dockerode: ['src/tools/docker/**'],
  'tar-fs': ['src/tools/docker/**'],
  'proper-lockfile': ['src/tools/lock.ts'],
  commander: ['src/cli/**'],
  diff: ['src/tools/text-diff.ts'],
  yaml: ['src/tools/mlflow/**', 'src/tools/yaml.ts']
};

/** What a folder may not import: the arrows that the compiler's references do not already forbid. */
const forbid = (libraries, patterns = []) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      paths: libraries.map(name => ({ name, message: 'Only its own place may import this; see eslint.config.mjs.' })),
      patterns
    }
  ]
});

const SIBLING_STAGE = {
  group: ['./select', './wrap', './build', './test', './deploy'],
  message: 'Stages do not import each other.'
};

export default defineConfig(
  globalIgnores(['lib', 'jupyterlab_deploy_model', 'runtime', '.cache', '.venv']),
  js.configs.recommended,
  typescript.configs.recommended,
  { plugins: { jupyter } },
  jupyter.configs.recommended,
  // Only the browser has a translator; titles elsewhere are data.
  { files: ['src/!(lab)/**', 'test/**'], rules: { 'jupyter/no-untranslated-string': 'off' } },
  flatConfigs.typescript,
  {
    files: ['**/*.ts', '**/*.tsx'],
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js'] })] },
    plugins: { 'import-x': flatConfigs.recommended.plugins['import-x'] },
    rules: {
      'import-x/no-cycle': 'error',
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }]
    }
  },
  { files: ['src/**/*.{ts,tsx}'], rules: forbid(Object.keys(OWNERS)) },
  ...Object.entries(OWNERS).map(([own, files]) => ({
    files,
    rules: forbid(Object.keys(OWNERS).filter(library => library !== own && !sharesPlace(own, library)))
  })),
  {
    files: ['src/pipeline/stages/{select,wrap,build,test,deploy}.ts'],
    rules: forbid(Object.keys(OWNERS), [SIBLING_STAGE])
  },
  { files: ['src/cli/render.ts'], rules: { 'no-console': 'off' } },
  // Galata's helpers are not used: its server runs without login and XSRF.
  {
    files: ['test/e2e/**'],
    rules: { 'jupyter/galata-prefer-menu-helper': 'off', 'jupyter/galata-prefer-notebook-cell-helper': 'off' }
  },
  // What starts with JupyterLab is small: test/lab/size.test.ts measures it.
  { files: ['src/lab/index.ts'], rules: { 'jupyter/prefer-lazy-imports': 'off' } },
  { files: ['src/lab/commands.ts'], rules: { '@typescript-eslint/no-namespace': 'off' } },
  {
    files: ['*.mjs', '**/*.cjs', 'test/bench/**', 'bin/**'],
    languageOptions: { globals: { module: 'readonly', process: 'readonly', console: 'readonly', fetch: 'readonly' } },
    rules: { 'no-console': 'off' }
  },
  prettier
);

/** Two libraries with a place in common must not forbid each other there. */
function sharesPlace(one, other) {
  return OWNERS[one].some(place => OWNERS[other].includes(place));
}
