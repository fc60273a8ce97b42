// Stands where a suite has its server hard-coded, and hands every request on to an EventLive:
// - with the anon key where the suite sends none, because its stack has a gateway without keys;
// - below another path, because that stack serves sign-in at the root;
// - or, without a target, refuses everything, to find out which cases need a server at all.
//
// Usage: node gateway.mjs <port> [<target URL> <anon key>]

import http from 'node:http'

const [port, target, anonKey] = process.argv.slice(2)
const agent = new http.Agent({ keepAlive: true })

const server = http.createServer((request, response) => {
  if (!target) {
    request.resume().on('end', () => {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end('{"code":"refused","message":"There is no server here."}')
    })
    return
  }
  const to = new URL(target)
  const headers = { ...request.headers, host: to.host }
  if (!isKey(headers.apikey)) headers.apikey = anonKey
  const onward = http.request(
    {
      agent,
      host: to.hostname,
      port: to.port,
      method: request.method,
      path: to.pathname.replace(/\/$/, '') + request.url,
      headers,
    },
    (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders)
      answer.pipe(response)
    }
  )
  onward.on('error', (failure) => response.destroy(failure))
  request.pipe(onward)
})
server.listen(Number(port), () => console.log(`ready ${server.address().port}`))

function isKey(value) {
  return typeof value === 'string' && (value.startsWith('sb_') || value.split('.').length === 3)
}
