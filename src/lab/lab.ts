import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Address, DeploymentId } from '../contract/deployment-id';
import type { TargetName } from '../contract/target';
import { createContext, useContext } from 'react';
import type { Deployments } from './models/deployments';
import type { Images } from './models/images';
import type { GetClient } from './models/run-model';
import type { Runs } from './models/runs';
import type { Settings } from './models/settings';
import type { Words } from './words';

/** What a view can ask the application to open or do; commands in JupyterLab, plain functions in a test. */
export interface Actions {
  openPanel(start: PanelStart): void;
  openDeployment(id: DeploymentId): void;
  buildImage(start: PanelStart): void;
  /** Opens the page of an image, by its id. */
  openImage(id: string): void;
  showModel(uri: string, trackingUri?: string): void;
  /** Whether there is a notebook to put a request into. */
  canInsert(): boolean;
  /** Puts a cell that asks a deployment into the notebook that was last looked at. Throws what the service says. */
  insertRequest(address: Address): Promise<void>;
}

/** What the panel opens with. */
export interface PanelStart {
  model?: string;
  name?: string;
  trackingUri?: string;
  /** Where it is to run; process by default. */
  target?: TargetName;
  /** Where on which cluster. */
  context?: string;
  namespace?: string;
  /** How it takes over from the version that runs under its name on a cluster; it replaces it by default. */
  rollout?: 'canary' | 'shadow' | 'ab-test';
  /** Name of the image that is built for it. */
  image?: string;
  /** Folder for a Dockerfile instead of an image. */
  dockerfile?: string;
  /** A run to show. */
  run?: string;
  /** One sentence about where the model came from, or why there is none. */
  remark?: string;
}

/** What every view needs. */
export interface Lab {
  trans: TranslationBundle;
  words: Words;
  client: GetClient;
  settings: Settings;
  runs: Runs;
  deployments: Deployments;
  images: Images;
  /** JupyterLab's own editor; absent in other applications. */
  editors: IEditorServices | null;
  actions: Actions;
}

export const LabContext = createContext<Lab | undefined>(undefined);

export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (!lab) {
    throw new Error('A view of this extension was rendered outside its LabContext.');
  }
  return lab;
}
