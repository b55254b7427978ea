const FOLDER =
  /(?:^|[\\/])(?:node_modules|bower_components|jspm_packages|web_modules|site-packages|dist-packages|vendors?|third[_-]party)[\\/]/i;
const NAME = /[.-](?:min|bundle)\.[cm]?jsx?$/i;

/**
 * Does the path of a file, from the workspace's folder or absolute, say that it is a library's, or a bundle: node_modules and the like, *.min.js?
 */
export function isVendored(path: string): boolean {
  return FOLDER.test(path) || NAME.test(path);
}
