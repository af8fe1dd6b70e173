/**
 * Pages in a real browser. Where no Chromium is found the tests are skipped and say so; in CI that is a failure.
 * `MUSTER_CHROMIUM` names one that is not on the path.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect, it, type TestContext } from 'vitest'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run']

/** Path of a Chromium; undefined where there is none. */
export function browserPath(): string | undefined {
  const named = process.env.MUSTER_CHROMIUM
  if (named !== undefined && named !== '') return named
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file))
}

/** Skips the test, with the reason, where there is no browser. */
export function needsBrowser(context: TestContext): void {
  if (browserPath() === undefined) context.skip('no Chromium found: apt-get install chromium, or MUSTER_CHROMIUM=path')
}

let browser: Browser | undefined

async function launched(): Promise<Browser> {
  const executablePath = browserPath()
  if (executablePath === undefined) throw new Error('no Chromium')
  browser ??= await chromium.launch({ executablePath, args: FLAGS })
  return browser
}

/** After the tests of a file. */
export async function closeBrowser(): Promise<void> {
  await browser?.close()
  browser = undefined
}

/** A page that is open, and everything about it that should not be. */
export interface Opened {
  readonly page: Page
  /** messages on the console, errors, requests to anywhere else */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** @param url of a file, or of a server of the test itself */
export async function open(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await (await launched()).newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  const origin = new URL(url).host
  await page.route('**', (route) => {
    const asked = route.request().url()
    const own = asked === url || asked.startsWith('data:') || asked.startsWith('blob:') || (origin !== '' && new URL(asked).host === origin)
    if (own) return route.continue()
    complaints.push(`request: ${asked}`)
    return route.abort()
  })
  await page.goto(url)
  return { page, complaints, close: () => context.close() }
}

/** A test that opens a page, and fails on anything that the page complains of. */
export function pageTest(name: string, url: () => string, options: BrowserContextOptions, test: (page: Page) => Promise<void>): void {
  it(name, { timeout: 120_000 }, async (context) => {
    needsBrowser(context)
    const opened = await open(url(), options)
    try {
      await test(opened.page)
      expect(opened.complaints).toEqual([])
    } finally {
      await opened.close()
    }
  })
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
}

/** What axe-core finds on the page: rules of WCAG 2.2 A and AA and its own best practices. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations)',
  )) as readonly Violation[]
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`))
}

/** How many colours a picture has: a blank one has one. */
export async function coloursOf(page: Page, png: Buffer): Promise<number> {
  const script = `(async () => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(png.toString('base64'))}), (c) => c.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    context.drawImage(image, 0, 0)
    return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size
  })()`
  return (await page.evaluate(script)) as number
}
