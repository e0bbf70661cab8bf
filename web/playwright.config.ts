/// <reference types="node" />
import { defineConfig } from '@playwright/test'
import { RESULTS } from './e2e/sessions'

/** End-to-end tests against a server that runs on the demonstration data: see `e2e/sessions.ts` for what it gets. */
export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  retries: 0,
  reporter: [['list']],
  outputDir: RESULTS,
  use: {
    baseURL: process.env.LIANHE_URL ?? 'http://127.0.0.1:8080',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 860 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'sign in', testMatch: 'sign-in.setup.ts' },
    { name: 'chromium', testMatch: '*.spec.ts', dependencies: ['sign in'] },
  ],
})
