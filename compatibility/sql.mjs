// Runs SQL files, one after the other, as the owner of a database.
//
// Usage: node sql.mjs <database URL> <file>…        in that database
//        node sql.mjs --create <name> <database URL>  makes a database, and prints its URL

import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const { Client } = createRequire(join(process.cwd(), 'package.json'))('pg')

const [first, ...rest] = process.argv.slice(2)
if (first === '--create') {
  const [name, url] = rest
  await withClient(url, (client) => client.query(`create database ${name}`))
  const made = new URL(url)
  made.pathname = `/${name}`
  console.log(made.href)
} else {
  await withClient(first, async (client) => {
    for (const file of rest) {
      try {
        await client.query(readFileSync(file, 'utf8'))
      } catch (failure) {
        throw new Error(`${file}: ${failure.message}`)
      }
    }
  })
}

async function withClient(url, use) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
