"""What a program that uses python-etcd3 (Debian: python3-etcd3) does of a day, told in lines that are the same at every server.

Usage: etcd3_smoke.py HOST PORT
"""
import sys

import etcd3

HOST, PORT = sys.argv[1], int(sys.argv[2])
PATIENCE = 20

client = etcd3.client(host=HOST, port=PORT, timeout=PATIENCE)


def tell(what, *values):
    print(what + ':', *values, flush=True)


def entry(key_value):
    value, meta = key_value
    return meta.key, value, meta.version


def refusal(call):
    try:
        return 'no refusal but', call()
    except Exception as refused:  # gRPC's own among them
        code = getattr(refused, 'code', None)
        return type(refused).__name__, code() if code else refused


def keys_and_values():
    client.put('k/a', 'one')
    client.put('k/b', b'\x00\xff')
    client.put('k/c', '')
    tell('get', client.get('k/a')[0], client.get('k/b')[0], client.get('k/c')[0], client.get('k/none'))
    tell('prefix', [entry(e) for e in client.get_prefix('k/', sort_order='descend', sort_target='mod')])
    tell('range', [entry(e) for e in client.get_range('k/a', 'k/c')])
    tell('replace', client.replace('k/a', 'other', 'x'), client.replace('k/a', 'one', 'two'), client.get('k/a')[0])
    tell('once', client.put_if_not_exists('k/a', 'x'), client.put_if_not_exists('k/d', 'x'))
    tell('delete', client.delete('k/c'), client.delete('k/c'), client.delete_prefix('k/').deleted, list(client.get_prefix('k/')))
    client.compact(client.put('k/a', 'x').header.revision)
    tell('compacted', *refusal(lambda: client.compact(1)))


def transactions():
    client.put('t', 'first')
    t = client.transactions
    succeeded, answers = client.transaction(
        compare=[t.value('t') == 'first', t.version('t') > 0],
        success=[t.put('t', 'second'), t.get('t')],
        failure=[t.delete('t')])
    tell('then', succeeded, [answer if not isinstance(answer, list) else [entry(e) for e in answer] for answer in answers[1:]])
    succeeded, answers = client.transaction(compare=[t.create('t') == 0], success=[], failure=[t.get('t')])
    tell('else', succeeded, [[entry(e) for e in answer] for answer in answers])
    tell('duplicate', *refusal(lambda: client.transaction(compare=[], success=[t.put('d', '1'), t.put('d', '2')], failure=[])))


def leases():
    lease = client.lease(600)
    client.put('leased', 'x', lease=lease)
    tell('lease', lease.keys, lease.granted_ttl, 590 < lease.remaining_ttl <= 600, [each.TTL for each in lease.refresh()])
    lease.revoke()
    tell('revoked', client.get('leased'), lease.remaining_ttl)
    tell('of nobody', *refusal(lambda: client.put('leased', 'x', lease=lease)))


def watches():
    events, cancel = client.watch_prefix('w/', prev_kv=True)
    client.put('w/1', 'one')
    client.put('w/1', 'two')
    client.delete('w/1')
    for _ in range(3):
        event = next(events)
        tell('watch', type(event).__name__, event.key, event.value, event.version, event.prev_value)
    cancel()
    first = client.put('history', 'one').header.revision
    client.put('history', 'two')
    events, cancel = client.watch('history', start_revision=first)
    tell('history', [next(events).value for _ in range(2)])
    cancel()


def locks():
    ours, theirs = client.lock('mutex', ttl=60), client.lock('mutex', ttl=60)
    tell('lock', ours.acquire(), theirs.acquire(timeout=0), ours.is_acquired(), theirs.is_acquired())
    tell('release', ours.release(), theirs.acquire(), theirs.release())


def cluster():
    tell('members', len(list(client.members)))
    status = client.status()
    tell('status', status.version, status.leader is not None)
    tell('alarms', list(client.list_alarms()), [alarm.alarm_type for alarm in client.create_alarm()], len(client.disarm_alarm()))
    with open('/dev/null', 'wb') as nothing:
        client.snapshot(nothing)
    tell('hash', client.hash() is not None)
    client.defragment()


keys_and_values()
transactions()
leases()
watches()
locks()
cluster()
