import { promisesOf } from './runtime.suite';
import { WITH_FOREIGN } from './workbench';

const foreign = WITH_FOREIGN ? describe : describe.skip;

describe('the built-in runtime', () => promisesOf('builtin', { grpc: true, v2: true }));
foreign('seldon-core (DEPLOY_MODEL_TEST_RUNTIMES=1)', () => promisesOf('seldon-core', { grpc: true, v2: false }));
foreign('seldon-core 1.18.2 (DEPLOY_MODEL_TEST_RUNTIMES=1)', () =>
  promisesOf('seldon-core', { grpc: true, v2: false, version: '1.18.2' })
);
foreign('MLServer (DEPLOY_MODEL_TEST_RUNTIMES=1)', () => promisesOf('mlserver', { grpc: false, v2: true }));
