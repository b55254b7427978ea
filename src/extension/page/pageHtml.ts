import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where a page stands: the report editor has no model behind it, so nothing to run. */
export type PagePlace = 'panel' | 'side' | 'report';

/** The page of panel, side view and report editor: a frame without data, which come by message. */
export function pageHtml(
  webview: vscode.Webview,
  { bundle, place }: { readonly bundle: vscode.Uri; readonly place: PagePlace },
): string {
  const nonce = randomBytes(18).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'panel.js')).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'panel.css')).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<title>Entroscope</title>
<link rel="stylesheet" nonce="${nonce}" href="${style}">
</head>
<body data-place="${place}">
<main data-state="empty"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
