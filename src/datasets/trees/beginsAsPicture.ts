import { foreignPicture } from '../images/foreignPicture.js';
import { pictureFormat } from '../recognize/pictures.js';

/** Do a file's first FOREIGN_BYTES say that it is a picture, also of a kind that is not read? */
export function beginsAsPicture(start: Uint8Array): boolean {
  return pictureFormat(start) !== null || foreignPicture(start) !== null;
}
