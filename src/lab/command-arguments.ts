import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { CommandIDs } from './commands';

const text = (description: string): ReadonlyJSONObject => ({ type: 'string', description });

/** The JSON schema of a command whose arguments are these properties; `required` names those that must be there. */
function schema(properties: ReadonlyJSONObject, required: string[] = []): ReadonlyJSONObject {
  return { type: 'object', properties, required };
}

const NOTHING = schema({});
const PLACE = { context: text('Context of its cluster'), namespace: text('Namespace in its cluster') };
const DEPLOYMENT = schema({ name: text('Name of the deployment'), ...PLACE }, ['name']);

/** What each command takes, as JSON schemas: JupyterLab shows them to programs that drive it. */
export const COMMAND_ARGUMENTS: Readonly<Record<string, ReadonlyJSONObject>> = {
  [CommandIDs.openPanel]: schema({
    model: text('What to deploy: runs:/…, models:/…, or the path of a folder'),
    name: text('Name of the deployment'),
    trackingUri: text('Tracking server of the model'),
    target: text('Where it is to run: process, docker or kubernetes'),
    ...PLACE,
    rollout: text('How it takes over from the version that runs on a cluster: canary, shadow or ab-test'),
    image: text('Name of the image that is built for it'),
    run: text('Id of a run of the pipeline to show instead of a new one'),
    panel: text('Id of the panel, so that it comes back after a reload')
  }),
  [CommandIDs.deployNotebook]: NOTHING,
  [CommandIDs.deployFolder]: schema({ path: text('Path of the folder, relative to the server’s root') }),
  [CommandIDs.buildImage]: schema({
    model: text('What to build: runs:/…, models:/…, the path of a folder, or a git repository'),
    image: text('Name of the image, such as registry:5000/team/churn:1.2'),
    trackingUri: text('Tracking server of the model'),
    dockerfile: text('Folder for a Dockerfile and what it needs, instead of an image'),
    run: text('Id of a run of the pipeline to show instead of a new one'),
    panel: text('Id of the panel, so that it comes back after a reload')
  }),
  [CommandIDs.buildFolder]: schema({ path: text('Path of the folder, relative to the server’s root') }),
  [CommandIDs.showImages]: NOTHING,
  [CommandIDs.openImage]: schema({ id: text('Id of the image, sha256:…') }, ['id']),
  [CommandIDs.showModel]: schema({ uri: text('The model'), trackingUri: text('Its tracking server') }, ['uri']),
  [CommandIDs.showModels]: NOTHING,
  [CommandIDs.showDeployments]: NOTHING,
  [CommandIDs.openDeployment]: DEPLOYMENT,
  [CommandIDs.insertRequest]: DEPLOYMENT
};
