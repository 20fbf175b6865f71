import type { ReactElement } from 'react';
import type { PanelSession } from '../models/panel-session';
import type { RunModel } from '../models/run-model';

/** What each step's panel gets: the open panel, and its run once there is one. */
export interface PanelProperties {
  session: PanelSession;
  run: RunModel | undefined;
}

export type Panel = (properties: PanelProperties) => ReactElement;
