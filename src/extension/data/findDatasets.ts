import * as vscode from 'vscode';
import { dataCandidates, type DataCandidate } from '../../datasets/recognize/dataCandidates.js';
import { searchedEndings } from '../../datasets/recognize/dataKinds.js';
import { PICTURE_ENDINGS } from '../../datasets/recognize/pictures.js';

const SKIPPED = '**/{node_modules,.git,.hg,.svn,.venv,venv,__pycache__,dist,out}/**';
/** Beyond these a list helps nobody: Browse is there. */
const MOST_FILES = 500;
const MOST_PICTURES = 5000;

/**
 * The data sets of the workspace, the likeliest for a model first.
 * @param model absolute path of the model file
 */
export async function findDatasets(
  model: string,
  token: vscode.CancellationToken,
): Promise<readonly DataCandidate[]> {
  const listed = async (endings: readonly string[], most: number): Promise<readonly string[]> => {
    const files = await vscode.workspace.findFiles(`**/*{${endings.join(',')}}`, SKIPPED, most, token);
    return files.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
  };
  const pictureEndings = PICTURE_ENDINGS.flatMap((ending) => [ending, ending.toUpperCase()]);
  const [data, named, pictures] = await Promise.all([
    listed(searchedEndings('name'), MOST_FILES),
    listed(searchedEndings('content'), MOST_FILES),
    listed(pictureEndings, MOST_PICTURES),
  ]);
  return dataCandidates(model, { files: [...data, ...named], pictures });
}
