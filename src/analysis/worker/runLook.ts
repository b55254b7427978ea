import { stat } from 'node:fs/promises';
import { fingerprintPictures } from '../../datasets/images/imagesFormat.js';
import { labelsBeside } from '../../datasets/recognize/labelsBeside.js';
import { recognizeData } from '../../datasets/recognize/recognizeData.js';
import { changedFile, stampFiles, type FileStamps } from '../../models/fileStamp.js';
import { fingerprintModel } from '../../models/fingerprint.js';
import { readModelFile, type ModelFile } from '../../models/modelFile.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';

/** The files of model and data as the lead met them before it read anything of them; goes to the followers, too. */
export interface RunLook {
  readonly model: FileStamps;
  /** The file of data and that of labels; of a folder of pictures the labels alone. */
  readonly data: FileStamps;
  /** What stands beside the model, and was read there. */
  readonly beside: FileStamps;
}

/**
 * Looks at the files of the data. Samples are read all through a run, so that no later hash could tell what was read:
 * each file must be the same one to the end. Pictures are covered by the fingerprint of their names and sizes instead.
 * What is not there is left to whoever opens the data, which says so.
 */
export async function lookAtData({
  data,
  labels,
}: Pick<AnalyzeRequest, 'data' | 'labels'>): Promise<FileStamps> {
  const stats = await stat(data).catch(() => null);
  if (stats === null) return {};
  try {
    const paths: (string | null)[] = [labels];
    if (stats.isFile()) {
      paths.push(data);
      if (labels === null && (await recognizeData(data)) === 'idx')
        paths.push(await labelsBeside(data, 'idx'));
    }
    return await stampFiles(paths.filter((path) => path !== null));
  } catch {
    return {};
  }
}

/** Has the model been saved again? Weights that were only touched are still what was loaded: their hash tells. */
export async function modelChange({
  path,
  stamps,
  weights,
}: Pick<ModelFile, 'path' | 'stamps' | 'weights'>): Promise<ExpectedError | null> {
  const changed = await changedFile(stamps);
  if (changed === null) return null;
  const now = await readModelFile(path).then(fingerprintModel, () => null);
  return now !== null && now === (await weights.fingerprint().catch(() => null)) ? null : savedAgain(changed);
}

/** Is the model that a follower loaded another than the lead's? Decided by stamps: a hash would delay each follower. */
export async function followerChange({ model, data, beside }: RunLook): Promise<ExpectedError | null> {
  const changed = await changedFile(model);
  return changed === null ? ((await besideChange(beside)) ?? dataChange(data)) : savedAgain(changed);
}

/** Labels and metadata are saved with the model: those of another training would name its outputs wrongly. */
export async function besideChange(stamps: FileStamps): Promise<ExpectedError | null> {
  const changed = await changedFile(stamps);
  return changed === null ? null : savedAgain(changed);
}

export async function dataChange(stamps: FileStamps): Promise<ExpectedError | null> {
  const changed = await changedFile(stamps);
  return changed === null ? null : dataChanged(changed);
}

/** Have pictures come, gone, or got another size? */
export async function folderChange(
  { data, ...request }: Pick<AnalyzeRequest, 'data' | 'labels' | 'labelColumn' | 'y' | 'skipBad' | 'split'>,
  fingerprint: string,
): Promise<ExpectedError | null> {
  const now = await fingerprintPictures({ ...request, path: data }).catch(() => null);
  return now === fingerprint ? null : dataChanged(data);
}

function savedAgain(path: string): ExpectedError {
  return new ExpectedError(
    'model-changed',
    phrase`${file(path)} was saved again while the model was being analyzed: wait until nothing saves it, and run again`,
  );
}

function dataChanged(path: string): ExpectedError {
  return new ExpectedError(
    'data-changed',
    phrase`${file(path)} was changed while it was being analyzed: wait until nothing writes to it, and run again`,
  );
}
