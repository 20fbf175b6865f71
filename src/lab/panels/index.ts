import type { StageName } from '../../contract/stage';
import { BuildPanel } from './build';
import { DeployPanel } from './deploy';
import type { Panel } from './panel';
import { SelectPanel } from './select';
import { TestPanel } from './test';
import { WrapPanel } from './wrap';

/** The panel of each step; a step without one does not compile. */
export const PANELS: Record<StageName, Panel> = {
  select: SelectPanel,
  wrap: WrapPanel,
  build: BuildPanel,
  test: TestPanel,
  deploy: DeployPanel
};
