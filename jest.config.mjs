/** ES-module packages, which Jest must turn into CommonJS. */
const ESM = [
  'p-limit',
  'yocto-queue',
  'execa',
  '@sindresorhus',
  'figures',
  'get-stream',
  'human-signals',
  'is-plain-obj',
  'is-stream',
  'is-unicode-supported',
  'npm-run-path',
  'path-key',
  'parse-ms',
  'pretty-ms',
  'signal-exit',
  'strip-final-newline',
  'unicorn-magic',
  'yoctocolors',
  'commander',
  'listr2'
];

export default {
  cacheDirectory: '.cache/jest',
  transform: { '\\.[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2023' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${ESM.join('|')})/)`],
  modulePathIgnorePatterns: [
    '<rootDir>/jupyterlab_deploy_model',
    '<rootDir>/lib',
    '<rootDir>/.venv',
    '<rootDir>/.cache'
  ],
  testMatch: ['<rootDir>/test/{contract,tools,pipeline,supervisor,cli}/**/*.test.ts'],
  testTimeout: 30_000
};
