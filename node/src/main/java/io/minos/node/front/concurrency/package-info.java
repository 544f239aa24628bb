/**
 * etcd's locks and elections, made of nothing but keys, leases and watches: whoever's key under a name was created first holds
 * it. The keys and the steps are those of etcd 3.4's package clientv3/concurrency, so that its clients queue with ours.
 */
@NullMarked
package io.minos.node.front.concurrency;

import org.jspecify.annotations.NullMarked;
