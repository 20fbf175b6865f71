import type { ReactWidget } from '@jupyterlab/apputils';
import { SidePanel } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { type AccordionPanel, PanelLayout, Widget } from '@lumino/widgets';
import { deployIcon } from '../icons';
import type { Lab } from '../lab';

type Views = typeof import('../views');

const PARTS = ['models', 'deployments', 'images'] as const;
export type SidebarPart = (typeof PARTS)[number];

/** The sidebar: models, deployments and images, each made when it is first looked at. */
export class Sidebar extends SidePanel {
  #shown = 0;

  constructor(lab: Lab) {
    super();
    const { trans } = lab;
    this.id = 'deploy-model-sidebar';
    this.addClass('jp-DeployModel-sidebar');
    this.title.icon = deployIcon;
    this.title.caption = trans.__('Models and deployments');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Models and deployments'));
    this.toolbar.addItem(
      'deploy',
      createButton(trans.__('Deploy a model'), () => lab.actions.openPanel({}))
    );
    const section = (title: string, create: (views: Views) => ReactWidget) =>
      this.addWidget(new Section(title, async () => create(await import('../views'))));
    section(trans.__('Models'), views => views.createModelsView(lab));
    section(trans.__('Deployments'), views => views.createDeploymentsView(lab));
    section(trans.__('Images'), views => views.createImagesView(lab));
  }

  /** Opens one of the lists; the keyboard comes to it when the sidebar is activated. */
  expand(part: SidebarPart): void {
    this.#shown = PARTS.indexOf(part);
    (this.content as AccordionPanel).expand(this.#shown);
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    (this.content as AccordionPanel).titles[this.#shown]?.focus();
  }
}

/** A plain button: JupyterLab's own for toolbars has an ARIA attribute that is not allowed on it. */
function createButton(label: string, onClick: () => void): Widget {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'jp-DeployModel-sidebarButton jp-mod-styled jp-mod-accept';
  node.textContent = label;
  node.addEventListener('click', onClick);
  return new Widget({ node });
}

/** A part of the sidebar that costs nothing before it is seen, and asks nothing while it is not. */
class Section extends Widget {
  #view?: ReactWidget;
  #isMaking = false;

  constructor(
    title: string,
    private readonly create: () => Promise<ReactWidget>
  ) {
    super();
    this.title.label = title;
    this.addClass('jp-DeployModel-section');
    this.layout = new PanelLayout();
  }

  protected override onAfterShow(): void {
    void this.#make();
  }

  protected override onBeforeHide(): void {
    // A hidden list must not go on asking; what it knew is asked for again in no time.
    this.#view?.dispose();
    this.#view = undefined;
  }

  async #make(): Promise<void> {
    if (this.#view || this.#isMaking) {
      return;
    }
    this.#isMaking = true;
    const view = await this.create();
    this.#isMaking = false;
    if (this.isVisible) {
      this.#view = view;
      (this.layout as PanelLayout).addWidget(view);
    } else {
      view.dispose();
    }
  }
}
