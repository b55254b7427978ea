/** Variables that would change what the child's Node does, or that belong to the editor and its debugger. */
const UNWANTED =
  /^(NODE_OPTIONS|NODE_INSPECT.*|NODE_CHANNEL_.*|NODE_REPL_.*|ELECTRON_.*|VSCODE_INSPECTOR_OPTIONS|JS_DEBUG_.*)$/;

/**
 * The environment of the analysis child: the caller's, less what would change its Node.
 * @param environment the caller's environment
 * @param electron true where execPath is an Electron that must play Node
 */
export function childEnvironment(environment: NodeJS.ProcessEnv, electron: boolean): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !UNWANTED.test(name)));
  // Silences TensorFlow's banner on standard error.
  kept['TF_CPP_MIN_LOG_LEVEL'] = '3';
  if (electron) kept['ELECTRON_RUN_AS_NODE'] = '1';
  return kept;
}
