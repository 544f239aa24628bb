/**
 * Users and roles of etcd's v2 API, which are not those of v3: what changes make of them, and who may do what by them, as etcd
 * 3.4.23 has it (etcdserver/api/v2auth, etcdserver/api/v2http/client_auth.go). Pure. Where etcd reads, merges and writes back, a
 * change here is one command, judged when it is applied: of two at once none is lost.
 */
@NullMarked
package io.minos.node.v2.auth;

import org.jspecify.annotations.NullMarked;
