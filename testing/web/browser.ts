import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findProgram } from '@varal/bin/servers/find-program'
import WebSocket from 'ws'
import { eventually } from '../world/eventually.ts'

/** A browser of this machine; undefined if it has none. */
export const chromium = findProgram('chromium') ?? findProgram('google-chrome')

/** A page in a real browser, used as people do: by what fields and buttons are called. */
export interface BrowserPage extends AsyncDisposable {
  /** What the page, or the browser about it, has complained of. */
  readonly complaints: readonly string[]
  open(url: string): Promise<void>
  /** By its label. */
  fill(label: string, value: string): Promise<void>
  /** A button or a link, by its text or its label. */
  press(name: string): Promise<void>
  /** Waits until a text stands on the page. */
  sees(text: string): Promise<void>
  /** Runs an expression in the page and gives its value. */
  evaluate<Value>(expression: string): Promise<Value>
  screenshot(file: string): Promise<void>
  /** Switches what the page is shown with. */
  looks(as: { readonly widthPx: number; readonly heightPx: number; readonly scheme: 'light' | 'dark' }): Promise<void>
}

const WAIT_MS = 30_000

/** @param language as `pt-BR` */
export async function openBrowser(language = 'en'): Promise<BrowserPage> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run']
  const own = [`--user-data-dir=${profile}`, '--remote-debugging-port=0', `--lang=${language}`, 'about:blank']
  const browser = spawn(chromium ?? 'chromium', [...flags, ...own], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, LANGUAGE: language },
  })
  async function close(): Promise<void> {
    if (browser.pid !== undefined && browser.exitCode === null) process.kill(-browser.pid, 'SIGKILL')
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
  try {
    const port = await debuggingPort(browser)
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[]
    const page = targets.find(({ type }) => type === 'page')
    if (!page) throw new Error('The browser has no page')
    return await control(page.webSocketDebuggerUrl, language, close)
  } catch (error) {
    await close()
    throw error
  }
}

interface Target {
  readonly type: string
  readonly webSocketDebuggerUrl: string
}

async function debuggingPort(browser: ChildProcess): Promise<string> {
  if (!browser.stderr) throw new Error('The browser says nothing')
  for await (const line of createInterface({ input: browser.stderr })) {
    const port = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1]
    if (port) {
      // What it says from now on is nobody's, and must not fill the pipe.
      browser.stderr.resume()
      return port
    }
  }
  throw new Error('The browser did not start')
}

/** Over the DevTools protocol. */
async function control(url: string, language: string, close: () => Promise<void>): Promise<BrowserPage> {
  const socket = new WebSocket(url, { maxPayload: 64 * 1024 * 1024 })
  await once(socket, 'open')
  const complaints: string[] = []
  const waiting = new Map<number, PromiseWithResolvers<any>>()
  let lastId = 0
  socket.on('message', (data) => {
    const { id, result, error, method, params } = JSON.parse(String(data))
    if (id !== undefined)
      return error ? waiting.get(id)?.reject(new Error(error.message)) : waiting.get(id)?.resolve(result)
    if (method === 'Runtime.exceptionThrown')
      complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text)
    if (method === 'Log.entryAdded' && params.entry.level === 'error')
      complaints.push(`${params.entry.text} ${params.entry.url ?? ''}`)
    if (method === 'Runtime.consoleAPICalled' && params.type === 'error') complaints.push(JSON.stringify(params.args))
  })
  function tell(method: string, params: object = {}): Promise<any> {
    const id = ++lastId
    const answer = Promise.withResolvers<any>()
    waiting.set(id, answer)
    socket.send(JSON.stringify({ id, method, params }))
    return answer.promise.finally(() => waiting.delete(id))
  }
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await tell(`${domain}.enable`)
  await tell('Emulation.setUserAgentOverride', { userAgent: `Chromium of the tests`, acceptLanguage: language })

  async function evaluate<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await tell('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  const until = (what: string, expression: string) =>
    eventually(what, () => evaluate<boolean>(`Boolean(${expression})`).catch(() => false), WAIT_MS)

  return {
    complaints,
    evaluate,
    async open(to) {
      await tell('Page.navigate', { url: to })
      await until(
        `${to} is loaded`,
        `location.href.startsWith(${JSON.stringify(to.split('#')[0])}) && document.readyState === 'complete'`,
      )
    },
    async fill(label, value) {
      const found = `[...document.querySelectorAll('label')].find((one) => one.checkVisibility() && one.textContent.trim() === ${JSON.stringify(label)})?.control`
      await until(`there is a field called ${label}`, found)
      await evaluate(
        `(() => { const field = ${found}; field.focus(); field.value = ${JSON.stringify(value)}; field.dispatchEvent(new Event('input', { bubbles: true })) })()`,
      )
    },
    async press(name) {
      const found = `[...document.querySelectorAll('button, a')].find((one) => one.checkVisibility() && !one.disabled && [one.textContent.trim(), one.ariaLabel].includes(${JSON.stringify(name)}))`
      await until(`there is a button called ${name}`, found)
      await evaluate(`${found}.click()`)
    },
    sees: (text) => until(`the page says ${text}`, `document.body.innerText.includes(${JSON.stringify(text)})`),
    async screenshot(file) {
      const { data } = await tell('Page.captureScreenshot', { captureBeyondViewport: true })
      await writeFile(file, Buffer.from(data, 'base64'))
    },
    async looks({ widthPx, heightPx, scheme }) {
      const metrics = { width: widthPx, height: heightPx, deviceScaleFactor: 1, mobile: widthPx < 600 }
      await tell('Emulation.setDeviceMetricsOverride', metrics)
      await tell('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
    },
    async [Symbol.asyncDispose]() {
      socket.terminate()
      await close()
    },
  }
}
