/** Everything that is loaded only when it is shown, with its styles. */
import '../../style/views.css';
import type { ReactWidget } from '@jupyterlab/apputils';
import { type Address, idAt } from '../contract/deployment-id';
import type { Lab, PanelStart } from './lab';
import { PanelSession } from './models/panel-session';
import { BuilderPage } from './pages/builder-page';
import { DeploymentList } from './pages/deployment-list';
import { DeploymentPage } from './pages/deployment-page';
import { ImagePage } from './pages/image-page';
import { ImagesSection } from './pages/images-section';
import { ModelPage } from './pages/model-page';
import { ModelsSection } from './pages/models-section';
import { PanelPage } from './pages/panel-page';
import { createView } from './view';

/** The panel that builds an image, and the session that it shows. */
export function createBuilderView(lab: Lab, start: PanelStart): { view: ReactWidget; session: PanelSession } {
  const session = sessionOf(lab, { ...start, target: 'docker' });
  return { view: createView(lab, <BuilderPage session={session} />), session };
}

/** The panel, and the session that it shows. */
export function createPanelView(lab: Lab, start: PanelStart): { view: ReactWidget; session: PanelSession } {
  const session = sessionOf(lab, start);
  return { view: createView(lab, <PanelPage session={session} />), session };
}

export function createDeploymentView(lab: Lab, address: Address): ReactWidget {
  return createView(lab, <DeploymentPage id={idAt(address)} />);
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

export function createImageView(lab: Lab, id: string): ReactWidget {
  return createView(lab, <ImagePage id={id} />);
}

export function createImagesView(lab: Lab): ReactWidget {
  return createView(lab, <ImagesSection />);
}

function sessionOf(lab: Lab, start: PanelStart): PanelSession {
  return new PanelSession(lab, { ...start, trackingUri: start.trackingUri || lab.settings.trackingUri || undefined });
}
