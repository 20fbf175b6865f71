import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { COMMAND_ARGUMENTS } from '../../../src/lab/command-arguments';
import { CommandIDs } from '../../../src/lab/commands';
import { addCommands } from '../../../src/lab/wiring/command-set';
import { Documents } from '../../../src/lab/wiring/documents';
import { Sidebar } from '../../../src/lab/wiring/sidebar';
import { Stage } from '../stage';

it('tells a program that asks what each command takes', async () => {
  const commands = new CommandRegistry();
  const app = { commands } as unknown as JupyterFrontEnd;
  const { lab } = new Stage();
  const sidebar = new Sidebar(lab);
  addCommands({ app, lab, documents: new Documents(app, lab, null), sidebar, notebooks: null, files: null });

  for (const id of Object.values(CommandIDs)) {
    expect(await commands.describedBy(id)).toEqual({ args: COMMAND_ARGUMENTS[id] });
  }
  sidebar.dispose();
});
