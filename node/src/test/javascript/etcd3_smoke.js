// What a program that uses npm's etcd3 does of a day, told in lines that are the same at every server.
// Usage: node etcd3_smoke.js HOST PORT, with etcd3 in NODE_PATH.
'use strict';
const { Etcd3, EtcdLockFailedError, Range } = require('etcd3');

const [host, port] = process.argv.slice(2);
const client = new Etcd3({ hosts: `http://${host}:${port}`, dialTimeout: 20000 });
const tell = (what, ...values) => console.log(`${what}: ${values.map(value => JSON.stringify(value)).join(' ')}`);
const refusal = call => call.then(answer => ['no refusal but', answer], error => [error.constructor.name, error.message]);

async function keysAndValues() {
  await client.put('k/a').value('one');
  await client.put('k/b').value('two');
  await client.put('k/c').value('');
  tell('get', await client.get('k/a').string(), await client.get('k/c').string(), await client.get('k/none').string());
  tell('all', await client.getAll().prefix('k/').strings());
  tell('keys', await client.getAll().prefix('k/').sort('Mod', 'Descend').limit(2).keys(), await client.getAll().prefix('k/').count());
  tell('previous', (await client.put('k/a').value('1').getPrevious()).value.toString());
  tell('touch', ...await refusal(client.put('k/none').touch()));
  const { deleted } = await client.delete().prefix('k/');
  tell('deleted', deleted, await client.getAll().prefix('k/').keys());
}

async function transactions() {
  await client.put('t').value('first');
  const swap = from => client.if('t', 'Value', '==', from).then(client.put('t').value('second')).else(client.get('t')).commit();
  const won = await swap('first');
  const lost = await swap('first');
  tell('swap', won.succeeded, lost.succeeded, lost.responses[0].response_range.kvs[0].value.toString());
  await client.stm().transact(async tx => tx.put('t').value(await tx.get('t').string() + '!'));
  tell('stm', await client.get('t').string());
  tell('duplicate', ...await refusal(client.if('t', 'Version', '>', 0).then(client.put('d').value(1), client.put('d').value(2)).commit()));
}

async function leases() {
  const lease = client.lease(600);
  await lease.put('leased').value('x');
  tell('lease', await client.get('leased').string());
  const again = await lease.keepaliveOnce();
  tell('renewed', again.TTL);
  await lease.revoke();
  tell('revoked', await client.get('leased').string());
  tell('of nobody', ...await refusal(client.put('leased').value('x').lease(12345)));
}

async function watches() {
  const watcher = await client.watch().prefix('w/').withPreviousKV().create();
  const heard = [];
  const three = new Promise((resolve, reject) => {
    const add = (type, kv, previous) => {
      heard.push([type, kv.key.toString(), kv.value.toString(), kv.version, previous && previous.value.toString()]);
      if (heard.length === 3) resolve();
    };
    watcher.on('put', (kv, previous) => add('put', kv, previous));
    watcher.on('delete', (kv, previous) => add('delete', kv, previous));
    watcher.on('error', reject);
  });
  await client.put('w/1').value('one');
  await client.put('w/1').value('two');
  await client.delete().key('w/1');
  await three;
  heard.forEach(event => tell('watch', event));
  await watcher.cancel();
}

async function locks() {
  const ours = client.lock('mutex').ttl(60);
  await ours.acquire();
  const theirs = client.lock('mutex').ttl(60);
  tell('theirs', await theirs.acquire().then(() => 'acquired', error => error instanceof EtcdLockFailedError));
  await ours.release();
  await theirs.acquire();
  await theirs.release();
  tell('in turn', 'released');
  const election = client.election('chief', 60);
  const campaign = election.campaign('us');
  await new Promise((resolve, reject) => { campaign.on('elected', resolve); campaign.on('error', reject); });
  tell('leader', await election.leader());
  await campaign.resign();
}

async function cluster() {
  const { members } = await client.cluster.memberList({});
  tell('members', members.length, Object.keys(members[0]).sort());
  tell('status', (await client.maintenance.status()).version);
  tell('users', ...await refusal(client.user('nobody').roles()));
  const role = client.role('smoke');
  await role.create();
  await role.grant({ permission: 'Read', range: Range.prefix('a') });
  tell('permissions', (await role.permissions()).map(each => each.permission), (await client.getRoles()).map(each => each.name));
  await role.delete();
}

(async () => {
  for (const part of [keysAndValues, transactions, leases, watches, locks, cluster]) {
    await part();
  }
  client.close();
})().catch(error => {
  console.log('failed:', error);
  process.exit(1);
});
