/**
 * etcd as a sequential object: what one etcd 3.4 of default configuration answers to one request after the other, and what it is
 * like then. Keys, revisions, transactions, leases and compaction; its errors too. Written from etcd's sources (api/v3rpc/key.go,
 * etcdserver/apply.go, mvcc, lease) and compared with etcd itself by random requests; it shares nothing with any server. Pure.
 *
 * <p>Keys and values are byte strings: a {@link java.lang.String} each of whose chars is one byte (ISO 8859-1), so that the order of
 * texts is the order of etcd. Time does not pass: a lease that ran out is one that somebody revoked. How large a request is on the
 * wire is not known here, so that none is too large.
 */
@NullMarked
package io.minos.checker.model.etcd;

import org.jspecify.annotations.NullMarked;
