/** ES-module packages, which Jest must turn into CommonJS. */
const ESM = [
  'p-limit',
  'yocto-queue',
  'commander',
  'listr2',
  '@kubernetes',
  'jsonpath-plus',
  'openid-client',
  'oauth4webapi',
  'jose',
  'socks-proxy-agent',
  'agent-base'
];

/** JupyterLab's packages and what they bring, for the tests of the browser part. */
const LAB_ESM = [
  '@jupyter',
  '@jupyterlab',
  '@microsoft',
  '@lumino',
  '@codemirror',
  'exenv-es6',
  'lib0',
  'nanoid',
  'y-.*',
  'yjs',
  'vscode-ws-jsonrpc'
];

const node = {
  displayName: 'node',
  transform: {
    '\\.py$': '<rootDir>/test/text-transform.cjs',
    '\\.[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2023' } }]
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ESM.join('|')})/)`],
  modulePathIgnorePatterns: [
    '<rootDir>/jupyterlab_deploy_model',
    '<rootDir>/lib',
    '<rootDir>/.venv',
    '<rootDir>/.cache'
  ],
  testPathIgnorePatterns: ['\\.docker\\.test\\.ts$'],
  testMatch: ['<rootDir>/test/{contract,tools,pipeline,service,supervisor,cli,cluster}/**/*.test.ts']
};

/** Needs a Docker Engine, which test/images/run brings up; the workspace also its image, which test/workspace/image builds. */
const images = {
  ...node,
  displayName: 'images',
  testPathIgnorePatterns: process.env.DEPLOY_MODEL_TEST_WORKSPACE === '1' ? [] : ['<rootDir>/test/workspace/'],
  testMatch: ['<rootDir>/test/**/*.docker.test.ts']
};

const lab = {
  displayName: 'lab',
  testEnvironment: 'jsdom',
  setupFiles: ['<rootDir>/test/lab/browser.ts'],
  transform: {
    '\\.[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2023', transform: { react: { runtime: 'automatic' } } } }],
    '\\.svg$': '<rootDir>/test/text-transform.cjs'
  },
  transformIgnorePatterns: [`/node_modules/(?!(${LAB_ESM.join('|')})/)`],
  moduleNameMapper: { '\\.css$': 'identity-obj-proxy' },
  modulePathIgnorePatterns: node.modulePathIgnorePatterns,
  testMatch: ['<rootDir>/test/lab/**/*.test.ts?(x)']
};

export default {
  cacheDirectory: '.cache/jest',
  testTimeout: 30_000,
  projects: process.env.DEPLOY_MODEL_TEST_ENGINE ? [images] : [node, lab]
};
