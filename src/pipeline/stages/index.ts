import type { StageName } from '../../contract/stage';
import type { Targets } from '../targets';
import { createBuildStage } from './build';
import { createDeployStage } from './deploy';
import { selectStage } from './select';
import { createTestStage } from './test';
import { wrapStage } from './wrap';

/** Every stage by its name; a sixth name in the contract makes this an error until its file is there. */
export function createStages(targets: Targets) {
  return {
    select: selectStage,
    wrap: wrapStage,
    build: createBuildStage(targets),
    test: createTestStage(targets),
    deploy: createDeployStage(targets)
  } satisfies Record<StageName, unknown>;
}

export type Stages = ReturnType<typeof createStages>;
