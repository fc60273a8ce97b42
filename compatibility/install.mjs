// Writes the package.json by which npm installs what the suites need to run: the dependencies that
// the suites' own packages declare, in the versions that their workspace pins, without the tools by
// which they are built and published.
//
// Usage: node install.mjs <copy of the suites' repository>

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = process.argv[2]
const packages = ['postgrest-js', 'auth-js', 'realtime-js', 'storage-js', 'functions-js', 'supabase-js']

const runs = [
  /^@?jest\b/, /^@jest\//, /^ts-jest$/, /^ts-node$/, /^typescript$/, /^tslib$/, /^prettier$/, /^zod$/,
  /^type-fest$/, /^@types\//, /^@faker-js\//, /^jsonwebtoken$/, /^@opentelemetry\//, /^iceberg-js$/,
  /^@supabase\/phoenix$/, /^ws$/,
]

// What the repository has at its root or leaves to the platform, and what this check itself needs.
const dependencies = { 'ts-node': '^10.9.1', ws: '^8.18.0', pg: '^8.16.0' }

const catalog = pins(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
for (const name of packages) {
  const { dependencies: own = {}, devDependencies = {} } = JSON.parse(
    readFileSync(join(root, 'packages/core', name, 'package.json'), 'utf8')
  )
  for (const [dependency, version] of Object.entries({ ...devDependencies, ...own })) {
    if (!runs.some((pattern) => pattern.test(dependency))) continue
    dependencies[dependency] = version === 'catalog:' ? pinned(dependency) : version
  }
}
writeFileSync(
  join(root, 'package.json'),
  JSON.stringify({ name: 'suites', version: '0.0.0', private: true, dependencies }, null, 2)
)

function pinned(dependency) {
  const version = catalog.get(dependency)
  if (!version) throw new Error(`pnpm-workspace.yaml pins no ${dependency}`)
  return version
}

/** The section `catalog:` of a pnpm-workspace.yaml, which is one name and version a line. */
function pins(yaml) {
  const section = yaml.split(/^catalog:\n/m)[1] ?? ''
  const lines = section.split('\n')
  const end = lines.findIndex((line) => /^\S/.test(line))
  return new Map(
    lines
      .slice(0, end < 0 ? lines.length : end)
      .map((line) => /^\s+['"]?([^'":]+)['"]?:\s*['"]?([^'"#\s]+)/.exec(line))
      .filter(Boolean)
      .map(([, name, version]) => [name, version])
  )
}
