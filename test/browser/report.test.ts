/** `report.html` in a real browser. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityProblems, browserPath, closeBrowser, coloursOf, pageTest } from '../support/browser.ts'
import { emptyFolder, muster } from '../support/command.ts'

const folder = emptyFolder()
let url = ''

beforeAll(async () => {
  if (browserPath() === undefined) return
  const words = ['sim', 'run10', '--scheduler', 'default', '--scheduler', 'kueue', '--set', 'workload.iterations=1', '--out', 'run']
  const { code, err } = await muster(words, folder.path)
  if (code !== 0) throw new Error(err)
  url = pathToFileURL(join(folder.path, 'run/report.html')).href
}, 120_000)

afterAll(async () => {
  await closeBrowser()
  folder.remove()
})

async function drawn(page: Page): Promise<void> {
  await page.waitForSelector('html[data-ready=true]', { timeout: 60_000 })
}

const DESKTOP = { viewport: { width: 1280, height: 900 } }
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

/** Labels of the axes of a figure. */
async function ticks(page: Page, figure: string): Promise<string[]> {
  return (await page.locator(`[data-figure^="${figure}"] .role-axis-label text`).allTextContents()).sort()
}

describe('the page of a run', () => {
  pageTest(
    'draws every figure, none of them blank',
    () => url,
    DESKTOP,
    async (page) => {
      await drawn(page)
      const figures = await page.locator('figure').all()
      expect(figures.length).toBeGreaterThan(14)
      for (const figure of figures) {
        const id = await figure.getAttribute('data-figure')
        expect(
          await figure.locator('svg .mark-rect path, svg .mark-area path, svg .mark-line path, svg .mark-symbol path').count(),
          `${id}`,
        ).toBeGreaterThan(0)
        if (await figure.isVisible())
          expect(await coloursOf(page, await figure.locator('.drawing').screenshot()), `${id}`).toBeGreaterThan(4)
      }
    },
  )

  pageTest(
    'shows the run that is chosen, first the one that clogged',
    () => url,
    DESKTOP,
    async (page) => {
      await drawn(page)
      const [clogged, other] = [page.locator('.run[data-run^=default]'), page.locator('.run[data-run^=kueue]')]
      expect([await clogged.isVisible(), await other.isVisible()]).toEqual([true, false])
      await page.getByRole('radio', { name: /kueue/ }).click()
      expect([await clogged.isVisible(), await other.isVisible()]).toEqual([false, true])
      await page.keyboard.press('ArrowUp')
      expect([await clogged.isVisible(), await other.isVisible()]).toEqual([true, false])
    },
  )

  pageTest(
    'a drag over the Gantt chart zooms the queue as well, a double-click shows all again',
    () => url,
    DESKTOP,
    async (page) => {
      await drawn(page)
      const before = [await ticks(page, 'gantt-default'), await ticks(page, 'pods-default')]
      const drawing = page.locator('[data-figure^=gantt-default] .drawing')
      await drawing.scrollIntoViewIfNeeded()
      const box = await drawing.boundingBox()
      if (box === null) throw new Error('no drawing')
      await page.mouse.move(box.x + box.width * 0.3, box.y + 60)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.4, box.y + 60, { steps: 5 })
      await page.mouse.up()
      const status = page.locator('.run[data-run^=default] .shown')
      await expect.poll(() => status.textContent()).toMatch(/^[\d.]+ s to [\d.]+ s of [\d.]+ s$/)
      const zoomed = [await ticks(page, 'gantt-default'), await ticks(page, 'pods-default')]
      expect(zoomed[0]).not.toEqual(before[0])
      expect(zoomed[1]).not.toEqual(before[1])
      await drawing.dblclick({ position: { x: box.width / 2, y: 60 } })
      await expect.poll(() => status.textContent()).toBe('whole run')
      expect([await ticks(page, 'gantt-default'), await ticks(page, 'pods-default')]).toEqual(before)
    },
  )

  pageTest(
    'zooms by buttons and by keys',
    () => url,
    DESKTOP,
    async (page) => {
      await drawn(page)
      const run = page.locator('.run[data-run^=default]')
      const status = run.locator('.shown')
      await run.getByRole('button', { name: 'zoom in' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => status.textContent()).toMatch(/ of /)
      const half = await status.textContent()
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => status.textContent()).not.toBe(half)
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => status.textContent()).toBe(half)
      await page.keyboard.press('0')
      await expect.poll(() => status.textContent()).toBe('whole run')
    },
  )

  pageTest(
    'says what is pointed at',
    () => url,
    DESKTOP,
    async (page) => {
      await drawn(page)
      const bar = page.locator('[data-figure^=gantt-default] .mark-rect path').first()
      await bar.scrollIntoViewIfNeeded()
      await bar.hover()
      const tooltip = page.getByRole('tooltip')
      await expect.poll(() => tooltip.isVisible()).toBe(true)
      expect(await tooltip.textContent()).toMatch(/job-\d+-\d+-size-\d.*node-\d/)
      await page.keyboard.press('Escape')
      expect(await tooltip.isVisible()).toBe(false)
    },
  )

  pageTest(
    'saves a figure as specification, SVG and PNG',
    () => url,
    DESKTOP,
    async (page) => {
      await drawn(page)
      const figure = page.locator('[data-figure=bars]')
      const save = async (name: RegExp): Promise<Buffer> => {
        const [download] = await Promise.all([page.waitForEvent('download'), figure.getByRole('button', { name }).click()])
        return readFileSync(await download.path())
      }
      expect((JSON.parse((await save(/Vega-Lite/)).toString()) as { $schema: string }).$schema).toMatch(/vega-lite/)
      const svg = (await save(/SVG/)).toString()
      expect(svg).toMatch(/^<svg/)
      expect(svg).not.toContain('var(--')
      expect((await save(/PNG/)).subarray(1, 4).toString()).toBe('PNG')
    },
  )

  for (const [where, options] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      pageTest(
        `has labels and contrast for everyone (${where}, ${colorScheme})`,
        () => url,
        { ...options, colorScheme },
        async (page) => {
          await drawn(page)
          for (const summary of await page.locator('summary').all()) if (await summary.isVisible()) await summary.click()
          expect(await accessibilityProblems(page)).toEqual([])
        },
      )
    }
  }

  pageTest(
    'fits a phone: nothing but tables and listings is scrolled sideways',
    () => url,
    PHONE,
    async (page) => {
      await drawn(page)
      const beyond = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      expect(beyond).toBe(0)
      for (const drawing of await page.locator('.drawing').all()) {
        if (!(await drawing.isVisible())) continue
        const cut = await drawing.evaluate((element) => element.scrollWidth - element.clientWidth)
        expect(cut, `${await drawing.getAttribute('aria-label')}`).toBeLessThanOrEqual(1)
      }
    },
  )

  pageTest(
    'prints every run, dark ink on white, without buttons',
    () => url,
    { ...DESKTOP, colorScheme: 'dark' },
    async (page) => {
      await drawn(page)
      await page.emulateMedia({ media: 'print' })
      for (const run of await page.locator('.run').all()) expect(await run.isVisible()).toBe(true)
      expect(await page.locator('button:visible').count()).toBe(0)
      expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(27, 27, 27)')
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(50_000)
    },
  )

  pageTest(
    'can be read without scripts: every figure is also said in words',
    () => url,
    { ...DESKTOP, javaScriptEnabled: false },
    async (page) => {
      for (const figure of await page.locator('figure').all()) {
        expect((await figure.locator('details p').first().textContent())?.length).toBeGreaterThan(60)
        expect(await figure.locator('.save').isVisible()).toBe(false)
      }
      expect(await page.locator('.run:visible').count()).toBe(2)
    },
  )
})

describe('a browser', () => {
  it('is named by the environment where it is not on the path', () => {
    const before = process.env.MUSTER_CHROMIUM
    process.env.MUSTER_CHROMIUM = '/opt/some/chromium'
    expect(browserPath()).toBe('/opt/some/chromium')
    if (before === undefined) delete process.env.MUSTER_CHROMIUM
    else process.env.MUSTER_CHROMIUM = before
  })
})
