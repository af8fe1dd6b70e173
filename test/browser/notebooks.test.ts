/** The notebooks, built as `npm run notebooks` builds them, in a real browser. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityProblems, browserPath, closeBrowser, coloursOf, pageTest } from '../support/browser.ts'
import { emptyFolder } from '../support/command.ts'
import { type Served, serve } from '../support/serve.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const NOTEBOOKS = readdirSync(join(ROOT, 'notebooks')).filter((name) => /^\d.*\.html$/.test(name))

const folder = emptyFolder()
let built = { status: null as number | null, stdout: '', stderr: '' }
let served: Served | undefined

beforeAll(async () => {
  if (browserPath() === undefined) return
  const words = ['--import', './cli/typescript.mjs', 'notebooks/build.ts', '--out', folder.path]
  // no registry, no proxy: nothing that it needs is fetched
  const env = { ...process.env, npm_config_offline: 'true', HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' }
  built = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8', env })
  if (built.status !== 0) throw new Error(built.stderr)
  served = await serve(folder.path)
}, 120_000)

afterAll(async () => {
  await closeBrowser()
  await served?.close()
  folder.remove()
})

/** How many figures a notebook shows, and what it must say. */
const EXPECTED: Readonly<Record<string, { readonly figures: number; readonly says: RegExp }>> = {
  '1-what-clogging-is.html': { figures: 5, says: /2 gangs hold 6 of 6 slots/ },
  '2-where-the-time-went.html': { figures: 6, says: /default \(22 of 100 jobs/ },
  '3-model-and-recordings.html': { figures: 8, says: /95 % of \d+ seeds/ },
  '4-which-scheduler.html': { figures: 6, says: /gang@1\.37 is [\d.]+ s lower than kueue@0\.6\.2/ },
}

async function drawn(page: Page, figures: number): Promise<void> {
  await expect.poll(() => page.locator('figure .drawing svg').count(), { timeout: 60_000 }).toBe(figures)
}

const DESKTOP = { viewport: { width: 1280, height: 900 } }
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

describe('the notebooks', () => {
  it('are four, all looked at here', () => {
    expect(NOTEBOOKS).toEqual(Object.keys(EXPECTED))
  })

  it('import the kit alone and hold no formulae of their own', () => {
    const scripts = NOTEBOOKS.flatMap((name) => [
      ...readFileSync(join(ROOT, 'notebooks', name), 'utf8').matchAll(/<script type="module">([\s\S]*?)<\/script>/g),
    ]).map((m) => (m[1] as string).replaceAll(/"[^"]*"/g, '""'))
    expect(scripts.length).toBeGreaterThan(15)
    const formula = /[-+*/%<>]|Math|reduce/
    expect(scripts.filter((script) => formula.test(script.replaceAll('=>', '')))).toEqual([])
    expect(formula.test('display(sum / n)')).toBe(true)
    const imports = scripts.flatMap((script) => script.match(/^\s*import .*$/gm) ?? [])
    expect(imports).toHaveLength(NOTEBOOKS.length)
  })
})

describe.each(Object.entries(EXPECTED))('%s', (name, { figures, says }) => {
  const url = (): string => `${served?.url}/notebooks/${name}`

  pageTest('draws every figure, none of them blank, and says what it found', url, DESKTOP, async (page) => {
    await drawn(page, figures)
    for (const figure of await page.locator('figure').all()) {
      const id = await figure.getAttribute('data-figure')
      expect(await coloursOf(page, await figure.locator('.drawing').screenshot()), `${id}`).toBeGreaterThan(4)
    }
    expect(await page.locator('main').innerText()).toMatch(says)
    expect(await page.locator('.observablehq--error').count()).toBe(0)
  })

  pageTest('opens the words of a figure at a click', url, DESKTOP, async (page) => {
    await drawn(page, figures)
    const details = page.locator('figure details').first()
    expect(await details.locator('p').isVisible()).toBe(false)
    await details.locator('summary').click()
    expect(await details.locator('p').innerText()).toMatch(/\w{3,}.*\d/)
  })

  for (const [where, options] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      pageTest(`has labels and contrast for everyone (${where}, ${colorScheme})`, url, { ...options, colorScheme }, async (page) => {
        await drawn(page, figures)
        for (const summary of await page.locator('summary').all()) await summary.click()
        expect(await accessibilityProblems(page)).toEqual([])
      })
    }
  }
})

describe('the first notebook', () => {
  pageTest(
    'zooms into a Gantt chart by its buttons',
    () => `${served?.url}/notebooks/1-what-clogging-is.html`,
    DESKTOP,
    async (page) => {
      await drawn(page, 5)
      const status = page.locator('.shown').first()
      expect(await status.innerText()).toBe('whole run')
      const before = await page.locator('[data-figure^=gantt-default] .role-axis-label text').allTextContents()
      await page.getByRole('button', { name: 'zoom in' }).first().click()
      await expect.poll(() => status.innerText()).toMatch(/^[\d.]+ s to [\d.]+ s of [\d.]+ s$/)
      await expect.poll(() => page.locator('[data-figure^=gantt-default] .role-axis-label text').allTextContents()).not.toEqual(before)
    },
  )
})
