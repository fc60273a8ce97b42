// Writes docs/compatibility.md from what jest found, and checks it against reasons.json.
//
// Usage: node report.mjs <our root> <the suites' commit> <our commit> <suite>=<results>=<without a server>…
//
// A suite that was not run keeps its part of the page. A failing case without a reason makes this
// fail; a reason that no case needs any more is named as stale.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const [root, theirs, ours, ...runs] = process.argv.slice(2)
const page = join(root, 'docs/compatibility.md')
const reasons = JSON.parse(readFileSync(join(root, 'compatibility/reasons.json'), 'utf8'))
const date = new Date().toISOString().slice(0, 10)
const order = ['postgrest-js', 'auth-js', 'auth-js-servers', 'supabase-js', 'postgrest-examples'] // the last is only kept

const titles = {
  'postgrest-js': 'postgrest-js',
  'auth-js': 'auth-js',
  'auth-js-servers': 'auth-js, servers set up differently',
  'supabase-js': 'supabase-js, integration',
}

const sections = keptSections()
let unexplained = 0
for (const run of runs) {
  const [suite, results, offline] = run.split('=')
  sections.set(suite, sectionOf(suite, casesOf(results), casesOf(offline)))
}

writeFileSync(
  page,
  [
    '# Compatibility',
    '',
    'The public suites of `supabase-js` against a served EventLive, as `bin/compatibility DIR` ran them and wrote this page.',
    'auth-js meets a server with `EVENTLIVE_TELL_UNKNOWN_ADDRESSES`, for the one case that wants to hear of an address without an account.',
    'A case needs a server if it fails where everything is refused. The reasons stand in `compatibility/reasons.json`; a failing case without one fails the run.',
    '',
    ...order.filter((suite) => sections.has(suite)).map((suite) => sections.get(suite)),
  ].join('\n')
)
process.exit(unexplained > 0 ? 1 : 0)

/** Every case by `<file>: <its full name>`, with whether it passed, failed or was skipped. */
function casesOf(file) {
  const cases = new Map()
  for (const { name, assertionResults, message } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    if (assertionResults.length === 0) throw new Error(`${name} could not be run: ${message}`)
    const seen = new Map()
    for (const { fullName, status } of assertionResults) {
      const count = (seen.get(fullName) ?? 0) + 1 // a file may use one name twice
      seen.set(fullName, count)
      cases.set(`${basename(name)}: ${fullName}${count > 1 ? ` (${count})` : ''}`, status)
    }
  }
  return cases
}

function sectionOf(suite, cases, offline) {
  const all = [...cases.keys()]
  const passed = all.filter((name) => cases.get(name) === 'passed')
  const failed = all.filter((name) => cases.get(name) === 'failed')
  const needing = all.filter((name) => offline.get(name) === 'failed')
  const served = needing.filter((name) => cases.get(name) === 'passed')
  const mine = reasons.filter((reason) => reason.suite === suite)

  const byReason = new Map()
  for (const name of failed) {
    const reason = mine.find(({ cases: patterns }) => patterns.some((pattern) => fits(pattern, name)))
    if (!reason) {
      unexplained++
      console.error(`compatibility: no reason is given for the failure of ${suite} / ${name}`)
    }
    const why = reason?.why ?? 'Unexplained.'
    byReason.set(why, [...(byReason.get(why) ?? []), name])
  }
  for (const { cases: patterns } of mine) {
    for (const pattern of patterns) {
      if (!failed.some((name) => fits(pattern, name))) {
        console.error(`compatibility: stale, nothing fails any more as ${suite} / ${pattern}`)
      }
    }
  }
  console.error(
    `compatibility: ${suite}: ${served.length} of ${needing.length} that need a server, ${passed.length} of ${all.length} in all`
  )
  return [
    `## ${titles[suite]}`,
    '',
    `<!-- ${suite} -->`,
    '',
    `${date}, supabase-js \`${theirs.slice(0, 12)}\`, EventLive \`${ours.slice(0, 12)}\`.`,
    '',
    '| | cases | passed | failed | not run |',
    '|---|---|---|---|---|',
    row('need a server', needing, cases),
    row('all', all, cases),
    '',
    ...[...byReason].flatMap(([why, names]) => [why, '', ...names.map((name) => `- ${cell(name)}`), '']),
  ].join('\n')
}

function row(title, names, cases) {
  const count = (...states) => names.filter((name) => states.includes(cases.get(name))).length
  const passed = count('passed')
  const failed = count('failed')
  return `| ${title} | ${names.length} | ${passed} | ${failed} | ${names.length - passed - failed} |`
}

/** A pattern is a case's name, or the beginning of several with a star behind it. */
function fits(pattern, name) {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

function cell(text) {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[<>|*_`[\]]/g, '\\$&')
}

function keptSections() {
  const kept = new Map()
  if (!existsSync(page)) return kept
  for (const part of readFileSync(page, 'utf8').split(/^(?=## )/m).slice(1)) {
    const suite = /<!-- (\S+) -->/.exec(part)?.[1]
    if (suite) kept.set(suite, part.trimEnd() + '\n')
  }
  return kept
}
