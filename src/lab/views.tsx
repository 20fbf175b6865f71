/** Everything that is loaded only when it is shown, with its styles. */
import '../../style/views.css';
import type { ReactWidget } from '@jupyterlab/apputils';
import type { Lab, PanelStart } from './lab';
import { PanelSession } from './models/panel-session';
import { DeploymentList } from './pages/deployment-list';
import { DeploymentPage } from './pages/deployment-page';
import { ModelPage } from './pages/model-page';
import { ModelsSection } from './pages/models-section';
import { PanelPage } from './pages/panel-page';
import { createView } from './view';

/** The panel, and the session that it shows. */
export function createPanelView(lab: Lab, start: PanelStart): { view: ReactWidget; session: PanelSession } {
  const session = new PanelSession(lab, {
    ...start,
    trackingUri: start.trackingUri || lab.settings.trackingUri || undefined
  });
  return { view: createView(lab, <PanelPage session={session} />), session };
}

export function createDeploymentView(lab: Lab, name: string): ReactWidget {
  return createView(lab, <DeploymentPage name={name} />);
}

export function createModelView(lab: Lab, uri: string, trackingUri: string | undefined): ReactWidget {
  return createView(lab, <ModelPage uri={uri} trackingUri={trackingUri} />);
}

export function createModelsView(lab: Lab): ReactWidget {
  return createView(lab, <ModelsSection />);
}

export function createDeploymentsView(lab: Lab): ReactWidget {
  return createView(lab, <DeploymentList />);
}
