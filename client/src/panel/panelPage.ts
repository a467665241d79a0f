/** The HTML of the panel: nothing inline, and a policy that lets in only our own script and style sheet. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export function panelPage(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const resource = (name: string): vscode.Uri =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name));
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; style-src ${webview.cspSource}; font-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${resource('panel.css')}">
  <title>Hit Rate</title>
</head>
<body>
  <script nonce="${nonce}" src="${resource('panel.js')}"></script>
</body>
</html>`;
}
