/**
 * The browser that shows VS Code's server build: started without a window, at one size, so that screenshots of
 * different runs can be compared.
 */
import { type Browser, chromium, type Page } from 'playwright-core';

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function startBrowser(executable: string): Promise<Browser> {
  // Signals are the launcher's to handle: it stops the browser with everything else.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath: executable, args: quiet, ...signals });
}

export async function openPage(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  return page;
}
