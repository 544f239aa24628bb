"""What a program that uses etcd3gw (Debian: python3-etcd3gw) does of a day, told in lines that are the same at every server.

Usage: etcd3gw_smoke.py HOST PORT
"""
import sys
import threading

from etcd3gw.client import Etcd3Client
from etcd3gw import exceptions

HOST, PORT = sys.argv[1], int(sys.argv[2])
PATIENCE = 20


def connect(path='/v3/'):
    return Etcd3Client(host=HOST, port=PORT, api_path=path, timeout=PATIENCE)


client = connect()


def tell(what, *values):
    print(what + ':', *values, flush=True)


def entry(key_value):
    value, meta = key_value
    return meta['key'], value, meta['create_revision'], meta['mod_revision'], meta['version']


def refusal(call):
    try:
        return 'no refusal but', call()
    except exceptions.Etcd3Exception as refused:
        return type(refused).__name__, refused.detail_text


def keys_and_values():
    tell('put', client.put('k/a', 'one'), client.put('k/b', b'\x00\xff'), client.put('k/c', ''))
    tell('get', client.get('k/a'), client.get('k/b'), client.get('k/c'), client.get('k/none'))
    tell('prefix', [entry(e) for e in client.get_prefix('k/', sort_order='descend', sort_target='mod')])
    tell('all', [entry(e) for e in client.get_all()])
    tell('of before', client.get('k/a', revision=2), client.get('k/b', revision='2'))
    tell('of the future', *refusal(lambda: client.get('k/a', revision=1000)))
    tell('delete', client.delete('k/c'), client.delete('k/c'), client.delete_prefix('k/'), client.get_prefix('k/'))
    tell('beta', connect('/v3beta/').put('k/a', 'by another path'), client.get('k/a'))
    tell('alpha', *refusal(lambda: connect('/v3alpha/').put('k/a', 'by none')))


def transactions():
    tell('create', client.create('t', 'first'), client.create('t', 'second'), client.get('t'))
    tell('replace', client.replace('t', 'other', 'x'), client.replace('t', 'first', 'third'), client.get('t'))
    tell('duplicate', *refusal(lambda: client.transaction({'success': [
        {'request_put': {'key': 'dA==', 'value': 'YQ=='}}, {'request_put': {'key': 'dA==', 'value': 'Yg=='}}]})))


def leases():
    lease = client.lease(600)
    client.put('leased', 'x', lease=lease)
    tell('lease', lease.keys(), 590 < lease.ttl() <= 600, lease.refresh())
    tell('revoked', lease.revoke(), client.get('leased'), lease.ttl(), lease.refresh(), *refusal(lease.revoke))
    tell('lease of nobody', *refusal(lambda: client.put('leased', 'x', lease=lease)))


def watches():
    heard, cancel = client.watch_prefix('w/', prev_kv=True)
    client.put('w/1', 'one')
    tell('watch', event(next(heard)))  # heard while nothing else happens
    client.put('w/1', 'two')
    tell('watch', event(next(heard)))
    client.delete('w/1')
    tell('watch', event(next(heard)))
    cancel()
    for _ in range(5):  # longer than 2 KiB, and etcd sends it in pieces, on which this client gives up
        client.put('history', 'value')
    first = int(client.get('history', metadata=True)[0][1]['create_revision'])
    heard, cancel = client.watch('history', start_revision=first)
    tell('history', [next(heard)['kv']['version'] for _ in range(5)])
    client.put('history', 'live')
    tell('live', event(next(heard)))
    cancel()
    timer = threading.Timer(0.3, lambda: client.put('w/once', 'now'))
    timer.start()
    tell('once', event(client.watch_once('w/once', timeout=PATIENCE)))
    try:
        client.watch_once('w/never', timeout=0.3)
    except exceptions.WatchTimedOut:
        tell('never', 'as expected')


def event(told):
    before = told.get('prev_kv', {}).get('value')
    return told.get('type', 'PUT'), told['kv']['key'], told['kv'].get('value'), told['kv'].get('version'), before


def locks():
    ours, theirs = client.lock('mutex', ttl=60), connect().lock('mutex', ttl=60)
    tell('lock', ours.acquire(), theirs.acquire(), ours.is_acquired(), theirs.is_acquired())
    tell('refresh', ours.refresh())
    tell('release', theirs.release(), ours.release(), theirs.acquire(), theirs.release(), ours.release())
    with client.lock('scoped', ttl=60) as scoped:
        tell('scoped', scoped.is_acquired())
    tell('left', scoped.is_acquired())


def cluster():
    members = client.members()
    tell('members', len(members), sorted(members[0]))
    status = client.status()
    tell('status', status['version'], sorted(set(status) & {'header', 'version', 'dbSize', 'leader', 'raftIndex', 'raftTerm'}))


keys_and_values()
transactions()
leases()
watches()
locks()
cluster()
